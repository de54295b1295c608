package dev.perennial.prepaid.domain;

/** Where a purchase of credit stands. */
public enum PurchaseStatus {
    /** Its invoice is not paid. */
    PENDING,
    /** Paid, and the credit given. */
    GRANTED,
    /** Its invoice was taken back, or nothing of it was paid. */
    CANCELLED;

    public boolean canBecome(PurchaseStatus next) {
        return this == PENDING && next != PENDING;
    }
}
