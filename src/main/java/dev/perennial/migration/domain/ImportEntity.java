package dev.perennial.migration.domain;

/**
 * What the rows of an import are, in the order in which they are best sent: each refers only to what stands before it.
 */
public enum ImportEntity {
    ACCOUNTS,
    PAYMENT_METHODS,
    PLANS,
    SUBSCRIPTIONS,
    INVOICES,
    PAYMENTS,
    CREDITS,
    USAGE
}
