package dev.perennial.migration.domain;

/** The billing system that rows come from. External ids are told apart by it, and it says how rows are read. */
public enum SourceSystem {
    /** Rows as this API describes them. */
    GENERIC,
    /** Objects of Stripe's API. */
    STRIPE_BILLING,
    /** Objects of Lago's API. */
    LAGO,
    /** Objects of Kill Bill's API. */
    KILL_BILL
}
