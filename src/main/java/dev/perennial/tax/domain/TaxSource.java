package dev.perennial.tax.domain;

/** Where a rate comes from. */
public enum TaxSource {
    /** The tenant's own table. */
    TABLE,
    /** Stripe Tax. */
    STRIPE_TAX
}
