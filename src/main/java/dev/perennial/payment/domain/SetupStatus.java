package dev.perennial.payment.domain;

/** Where a page on which a customer enters a payment method stands. */
public enum SetupStatus {
    /** Waits for the customer. */
    OPEN,
    /** The method he entered is saved. */
    COMPLETED,
    /** He did not come in time. */
    EXPIRED
}
