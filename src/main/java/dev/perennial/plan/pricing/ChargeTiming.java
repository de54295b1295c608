package dev.perennial.plan.pricing;

/** When in a period a recurring charge is billed. */
public enum ChargeTiming {
    /** When the period begins. */
    IN_ADVANCE,
    /** When it has ended. */
    IN_ARREARS
}
