package dev.perennial.migration.row;

/** How an invoice of another system stands. One that is open is collected where it was made. */
public enum LegacyInvoiceStatus {
    OPEN,
    PAID,
    UNCOLLECTIBLE,
    VOID
}
