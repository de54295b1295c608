package dev.perennial.export;

/** A list that can be exported. */
public enum ExportedList {
    ACCOUNTS,
    PLANS,
    SUBSCRIPTIONS,
    INVOICES,
    CREDIT_NOTES,
    PAYMENTS,
    COUPONS,
    TAX_RATES,
    AUDIT_LOGS
}
