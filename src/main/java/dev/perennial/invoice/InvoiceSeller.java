package dev.perennial.invoice;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Port: who the current tenant is on its invoices. */
public interface InvoiceSeller {

    Seller seller();

    /**
     * The head and foot of an invoice.
     *
     * @param logoText printed large instead of a logo
     * @param brandColor {@code #RRGGBB}
     * @param footer a line at the foot
     */
    record Seller(
            String name,
            @Nullable String logoText,
            @Nullable String brandColor,
            List<String> address,
            @Nullable String taxId,
            @Nullable String supportEmail,
            @Nullable String footer) {}
}
