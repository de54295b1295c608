package dev.perennial.migration.domain;

/** How an invoice here would differ from that of the other system. */
public enum DifferenceKind {
    /** The other system bills something, and nothing would be billed here. */
    MISSING_HERE,
    /** Something would be billed here, and nothing is billed there. */
    MISSING_THERE,
    /** It cannot be said what would be billed here. */
    NOT_BILLABLE,
    PERIOD,
    CURRENCY,
    /** A charge for another number of units. */
    QUANTITY,
    /** A charge that comes to another amount before discount and tax. */
    LINE_AMOUNT,
    SUBTOTAL,
    DISCOUNT,
    TAX,
    TOTAL
}
