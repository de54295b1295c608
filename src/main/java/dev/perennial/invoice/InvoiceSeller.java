package dev.perennial.invoice;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Port: who the current tenant is on its invoices. */
public interface InvoiceSeller {

    Seller seller();

    /**
     * Who it was.
     *
     * @param version {@code seller_version} of a document of that time
     */
    Seller seller(int version);

    /**
     * The head and foot of an invoice.
     *
     * @param logoText printed large instead of a logo
     * @param brandColor {@code #RRGGBB}
     * @param footer a line at the foot
     * @param country ISO 3166 alpha-2, where it is at home for tax
     */
    record Seller(
            String name,
            @Nullable String logoText,
            @Nullable String brandColor,
            List<String> address,
            @Nullable String taxId,
            @Nullable String supportEmail,
            @Nullable String footer,
            @Nullable String country) {

        /** The same, with what it does not say taken from another. */
        public Seller completedBy(Seller other) {
            return new Seller(
                    name,
                    logoText,
                    brandColor,
                    address.isEmpty() ? other.address : address,
                    taxId == null ? other.taxId : taxId,
                    supportEmail == null ? other.supportEmail : supportEmail,
                    footer,
                    country == null ? other.country : country);
        }
    }
}
