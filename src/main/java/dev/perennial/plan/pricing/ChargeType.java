package dev.perennial.plan.pricing;

/** When a charge recurs. */
public enum ChargeType {
    /** Every billing period. */
    RECURRING,
    /** Once, on the first invoice. */
    ONE_TIME
}
