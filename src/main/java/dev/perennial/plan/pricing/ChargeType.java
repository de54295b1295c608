package dev.perennial.plan.pricing;

/** When a charge recurs. */
public enum ChargeType {
    /** Every billing period. */
    RECURRING,
    /** Every billing period, after it, for what was used. */
    USAGE,
    /** Once, on the first invoice. */
    ONE_TIME
}
