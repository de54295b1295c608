package dev.perennial.invoice.domain;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a charge that was billed in advance costs for a whole period. A later credit for unused time starts from this
 * exact price, so that it mirrors to the cent what the same time would be charged.
 *
 * @param amount minor units, exact
 * @param units days or seconds in the whole period
 */
public record WholePrice(BigDecimal amount, long units) {

    public static @Nullable BigDecimal amountOf(@Nullable WholePrice price) {
        return price == null ? null : price.amount();
    }

    public static @Nullable Long unitsOf(@Nullable WholePrice price) {
        return price == null ? null : price.units();
    }

    public static @Nullable WholePrice ofNullable(@Nullable BigDecimal amount, @Nullable Long units) {
        return amount == null || units == null ? null : new WholePrice(amount, units);
    }
}
