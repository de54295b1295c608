package dev.perennial.tax.domain;

/** What is known of a VAT id. */
public enum VatIdStatus {
    /**
     * Nothing yet: it was not asked for, or the registry did not answer. It counts as good until somebody says
     * otherwise.
     */
    UNKNOWN,
    /** The registry knows it. */
    VALID,
    /** The registry answered, and does not know it. */
    INVALID
}
