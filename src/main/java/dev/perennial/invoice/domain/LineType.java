package dev.perennial.invoice.domain;

/** What a line stands for. */
public enum LineType {
    /** A charge for a whole period, or for the stub of one. */
    RECURRING,
    /** What was used in a period. */
    USAGE,
    ONE_TIME,
    /** Time that was billed and will not be used: negative. */
    PRORATION_CREDIT,
    /** A charge for the rest of a period, after a change within it. */
    PRORATION_CHARGE,
    /** What a period lacked of the least that was agreed; negative where more usage turned up. */
    MINIMUM_COMMITMENT,
    /** What it costs that another invoice was not paid in time. */
    LATE_FEE,
    MANUAL
}
