package dev.perennial.invoice.domain;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Ratio;

/**
 * What a coupon takes off an invoice: either a percentage or an amount.
 *
 * @param percentOff greater than 0, at most 100
 * @param amountOff minor units of the invoice's currency
 * @param chargeCodes the charges it is limited to; empty for all
 * @param ofPlans whether it is limited to some plans
 */
public record Discount(
        UUID id,
        String couponCode,
        @Nullable BigDecimal percentOff,
        @Nullable Long amountOff,
        Set<String> chargeCodes,
        boolean ofPlans) {

    /**
     * The order in which several apply, each to what the ones before have left: those for single charges first, then
     * those for single plans, then the rest. Within each in the order in which they were given, which the sort keeps.
     */
    static final Comparator<Discount> NARROWEST_FIRST =
            Comparator.comparingInt(discount -> !discount.chargeCodes.isEmpty() ? 0 : discount.ofPlans ? 1 : 2);

    public Discount {
        chargeCodes = Set.copyOf(chargeCodes);
        if ((percentOff == null) == (amountOff == null)) {
            throw new IllegalArgumentException("A discount is a percentage or an amount");
        }
    }

    boolean covers(DraftLine line) {
        return chargeCodes.isEmpty() || (line.chargeCode() != null && chargeCodes.contains(line.chargeCode()));
    }

    /**
     * What is taken off {@code base} in minor units, never more than it; rounded once.
     *
     * @param share the part of a period that is billed: an amount is meant for a whole one
     */
    long of(long base, Ratio share) {
        var off = amountOff != null
                ? Ratio.of(amountOff).times(share)
                : Ratio.of(base).times(Ratio.ofPercent(Objects.requireNonNull(percentOff)));
        return Math.min(off.rounded(), base);
    }
}
