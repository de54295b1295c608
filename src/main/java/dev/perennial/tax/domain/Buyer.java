package dev.perennial.tax.domain;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Who is to be taxed, and on which day.
 *
 * @param vatId of a business in the EU, by its shape
 * @param vatIdStatus what is known of it
 * @param on the day of the invoice where the buyer is
 */
public record Buyer(
        @Nullable String country,
        @Nullable String state,
        @Nullable String city,
        @Nullable VatId vatId,
        VatIdStatus vatIdStatus,
        boolean exempt,
        LocalDate on) {

    boolean isBusinessInEu() {
        return vatId != null && vatIdStatus != VatIdStatus.INVALID;
    }
}
