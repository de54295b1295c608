package dev.perennial.billing.domain;

/** How a change within a period is settled. */
public enum Proration {
    /** On an invoice made at once. */
    INVOICE_NOW,
    /** With lines that wait for the next invoice. */
    NEXT_INVOICE,
    /** Not at all: the current period stays as it was billed, the next one is billed by the new terms. */
    NONE
}
