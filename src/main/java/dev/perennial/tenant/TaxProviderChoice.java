package dev.perennial.tenant;

/** Who knows what tax is due on a tenant's invoices. */
public enum TaxProviderChoice {
    /** The tenant's own table of rates. */
    OWN_RATES,
    /** Stripe Tax, which is asked for each invoice. */
    STRIPE_TAX
}
