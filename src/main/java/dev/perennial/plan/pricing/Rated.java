package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * The result of rating one charge.
 *
 * @param unitAmount minor units; null where there is no single unit price
 * @param wholeAmount what the whole period costs: minor units, exact
 * @param amount minor units, rounded
 */
public record Rated(
        BigDecimal quantity,
        @Nullable BigDecimal unitAmount,
        BigDecimal wholeAmount,
        long amount,
        Explanation explanation) {}
