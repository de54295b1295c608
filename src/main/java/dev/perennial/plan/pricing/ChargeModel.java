package dev.perennial.plan.pricing;

/** How quantity becomes an amount. */
public enum ChargeModel {
    /** The same amount whatever the quantity. */
    FLAT,
    /** Quantity times a unit price. */
    PER_UNIT
}
