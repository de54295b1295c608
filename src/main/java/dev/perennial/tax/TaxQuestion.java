package dev.perennial.tax;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.tax.domain.VatId;

/**
 * What a {@link TaxProvider} is asked about one invoice.
 *
 * @param key names this asking, so that a repetition is known as one; null for a preview
 * @param exempt whether the customer need not pay tax
 */
public record TaxQuestion(
        @Nullable String key,
        String currency,
        Place place,
        @Nullable VatId vatId,
        boolean exempt,
        List<Item> items) {

    public TaxQuestion {
        items = List.copyOf(items);
    }

    /** @param country ISO 3166 alpha-2 */
    public record Place(
            String country,
            @Nullable String state,
            @Nullable String city,
            @Nullable String postalCode,
            @Nullable String line1,
            @Nullable String line2) {}

    /** @param amount minor units after discounts and before tax; positive */
    public record Item(String reference, long amount) {}
}
