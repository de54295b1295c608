package dev.perennial.plan.pricing;

import java.math.BigDecimal;

/**
 * The result of rating one charge.
 *
 * @param unitAmount minor units
 * @param amount minor units, rounded
 */
public record Rated(BigDecimal quantity, BigDecimal unitAmount, long amount, Explanation explanation) {}
