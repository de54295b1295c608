package dev.perennial.plan.pricing;

/** How quantity becomes an amount. */
public enum ChargeModel {
    /** The same amount whatever the quantity. */
    FLAT,
    /** Quantity times a unit price. */
    PER_UNIT,
    /** Each tier prices the units that fall into it; a tier's flat amount is added as soon as it is entered. */
    GRADUATED,
    /** The tier that the whole quantity reaches prices all of it. */
    VOLUME,
    /** Whole packages; a package begun is a package sold. */
    PACKAGE,
    /** A percentage of the quantity, which is an amount in minor units, and a fixed amount per event. */
    PERCENTAGE
}
