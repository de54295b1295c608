package dev.perennial.migration.row;

/** What became of a payment in another system. */
public enum LegacyPaymentStatus {
    SUCCEEDED,
    FAILED
}
