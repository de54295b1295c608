package dev.perennial.invoice.domain;

/** What an invoice is for, as far as billing twice is concerned. */
public enum InvoiceKind {
    /** A period of a subscription: at most one invoice each. */
    PERIOD,
    /** A change of a subscription within a period. */
    CHANGE,
    /** Written by hand. */
    MANUAL,
    /** A purchase of credit: credit does not pay for it, or somebody could buy more with what he bought. */
    PREPAID
}
