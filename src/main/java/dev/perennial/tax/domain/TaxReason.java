package dev.perennial.tax.domain;

/** Why a line is taxed as it is: what an auditor asks first. */
public enum TaxReason {
    /** By the rates of where the customer is. */
    CUSTOMER_LOCATION,
    /** Within the EU, to a consumer in another country, below the threshold of the one-stop shop: as at home. */
    SELLER_LOCATION,
    /** The customer need not pay tax. */
    EXEMPT,
    /** A business in another EU country accounts for the tax itself. */
    REVERSE_CHARGE,
    /** No rate is kept for where the customer is. */
    NO_RATE,
    /** It is no price of anything that is sold, such as a fee for paying late. */
    OUT_OF_SCOPE
}
