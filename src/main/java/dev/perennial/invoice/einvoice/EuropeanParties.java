package dev.perennial.invoice.einvoice;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.Address;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Party;
import dev.perennial.invoice.einvoice.EuropeanInvoice.TaxNumber;
import dev.perennial.invoice.einvoice.EuropeanInvoice.VatKind;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;
import dev.perennial.tax.domain.VatId;

/** Seller and buyer in the terms of the standard, or what is missing of them. */
final class EuropeanParties {
    private static final int ADDRESS_LINES_MAX = 3;
    private static final int PREFIX_LENGTH = 2;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** Prefixes of VAT ids that are no countries: Greece, and Northern Ireland. */
    private static final Set<String> OTHER_PREFIXES = Set.of("EL", "XI");

    private final boolean aboutVat;
    private final boolean reverseCharge;

    /** @param kinds what the document is about */
    EuropeanParties(Collection<VatKind> kinds) {
        this.aboutVat = kinds.stream().noneMatch(kind -> kind.category() == VatCategory.OUT_OF_SCOPE);
        this.reverseCharge = kinds.stream().anyMatch(kind -> kind.category() == VatCategory.REVERSE_CHARGE);
    }

    /** Fails with {@code e_invoice_data_missing}, and names every field at once. */
    void requireComplete(Seller seller, AccountSnapshot buyer) {
        var missing = new ArrayList<FieldError>();
        requireGiven(missing, "tenant.tax.seller_country", seller.country(), "the country where the seller is at home");
        requireGiven(
                missing, "tenant.branding.company_tax_id", seller.taxId(), "the VAT id or tax number of the seller");
        requireGiven(
                missing,
                "tenant.branding.company_address",
                seller.address().isEmpty() ? null : seller.address().getFirst(),
                "the address of the seller");
        requireGiven(missing, "account.address.country", country(buyer.address()), "the country of the customer");
        if (reverseCharge) {
            requireGiven(missing, "account.tax_id", buyer.taxId(), "the VAT id of a customer who accounts for the tax");
        }
        if (!missing.isEmpty()) {
            throw new DomainException(
                    ErrorKind.INVALID,
                    "e_invoice_data_missing",
                    "An electronic invoice has to say more than is known; see errors.",
                    missing);
        }
    }

    private static void requireGiven(List<FieldError> missing, String field, @Nullable String value, String what) {
        if (value == null || value.isBlank()) {
            missing.add(new FieldError(field, "required", "must be given: " + what));
        }
    }

    Party seller(Seller seller) {
        var given = seller.address();
        var lines = new ArrayList<>(given.subList(0, Math.min(given.size(), ADDRESS_LINES_MAX - 1)));
        if (given.size() >= ADDRESS_LINES_MAX) {
            lines.add(String.join(", ", given.subList(ADDRESS_LINES_MAX - 1, given.size())));
        }
        return new Party(
                seller.name(),
                taxNumber(seller.taxId()),
                seller.supportEmail(),
                lines,
                null,
                null,
                null,
                Objects.requireNonNull(seller.country()));
    }

    Party buyer(AccountSnapshot account) {
        var address = Objects.requireNonNull(account.address());
        return new Party(
                account.name(),
                taxNumber(account.taxId()),
                // Of an erased account, none is left.
                account.email().contains("@") ? account.email() : null,
                Stream.of(address.line1(), address.line2())
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList(),
                address.postalCode(),
                address.city(),
                address.state(),
                Objects.requireNonNull(address.country()));
    }

    private @Nullable TaxNumber taxNumber(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var known = VatId.parse(text).map(VatId::text).orElse(text);
        return new TaxNumber(known, aboutVat && beginsWithACountry(known));
    }

    private static boolean beginsWithACountry(String text) {
        var prefix = text.substring(0, Math.min(PREFIX_LENGTH, text.length()));
        return COUNTRIES.contains(prefix) || OTHER_PREFIXES.contains(prefix);
    }

    private static @Nullable String country(@Nullable Address address) {
        return address == null ? null : address.country();
    }
}
