package dev.perennial.export;

/**
 * A list that can be exported: every list of the API but those that only administrators may see. What the API lists for
 * one object (the refunds of a payment, the credit of an account) is here for all of them.
 */
public enum ExportedList {
    ACCOUNTS,
    PAYMENT_METHODS,
    PLANS,
    SUBSCRIPTIONS,
    USAGE_ALERTS,
    INVOICES,
    CREDIT_NOTES,
    PAYMENTS,
    REFUNDS,
    DISPUTES,
    CREDITS,
    CREDIT_PURCHASES,
    COUPONS,
    DISCOUNTS,
    TAX_RATES,
    EVENTS,
    WEBHOOK_ENDPOINTS,
    AUDIT_LOGS
}
