package dev.perennial.invoice.domain;

/** Why an invoice was made. */
public enum BillingReason {
    SUBSCRIPTION_CREATE,
    SUBSCRIPTION_CYCLE,
    SUBSCRIPTION_CHANGE,
    SUBSCRIPTION_CANCEL,
    MANUAL,
    /** Another invoice was not paid in time. */
    LATE_FEE,
    CREDIT_PURCHASE
}
