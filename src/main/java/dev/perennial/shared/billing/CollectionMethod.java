package dev.perennial.shared.billing;

/** How an invoice is to be paid. */
public enum CollectionMethod {
    /** Charged to the account's default payment method. */
    AUTOMATIC,
    /** Sent to the customer, who pays by the due date. */
    SEND_INVOICE
}
