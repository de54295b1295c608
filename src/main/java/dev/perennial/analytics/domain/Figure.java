package dev.perennial.analytics.domain;

/** What is added up by day. Amounts are minor units; occurrences say of how many. */
public enum Figure {
    /** MRR movements by kind, of a plan; occurrences are movements. */
    NEW,
    EXPANSION,
    CONTRACTION,
    CHURN,
    REACTIVATION,
    /** Change of MRR by plan; occurrences are subscriptions that pay. */
    PLAN_MRR,
    /** Change of MRR by the month in which accounts first paid; occurrences are accounts that pay. */
    COHORT_MRR,
    /** Lines of final invoices before discounts and tax; occurrences are invoices. */
    GROSS_REVENUE,
    DISCOUNTS,
    /** What credit notes gave back, without tax. */
    CREDIT_NOTES,
    /** By place. */
    TAX,
    /** Lines for usage, by charge, with what was used. */
    USAGE,
    /** By gateway. */
    CASH_COLLECTED,
    REFUNDS,
    /** Change of what invoices ask for, by the day on which they are due; occurrences are invoices. */
    RECEIVABLES,
    WRITTEN_OFF,
    TRIALS_STARTED,
    TRIALS_CONVERTED,
    TRIALS_LOST,
    DUNNING_OPENED,
    DUNNING_RECOVERED
}
