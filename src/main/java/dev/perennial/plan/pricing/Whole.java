package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.plan.pricing.Explanation.TierUse;

/**
 * What a charge costs for a whole period, exactly.
 *
 * @param quantity what an invoice shows as quantity
 * @param unitAmount null where there is no single unit price
 * @param amount minor units, not rounded
 * @param calculation how the amount is written on paper
 */
record Whole(
        BigDecimal quantity,
        @Nullable BigDecimal unitAmount,
        BigDecimal amount,
        String calculation,
        @Nullable List<TierUse> tiers) {

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
