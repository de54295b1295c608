package dev.perennial.analytics;

/** Whether MRR holds usage. */
public enum UsageInMrr {
    /** Recurring charges only. */
    EXCLUDED,
    /** And a third of what was billed for usage in the three months that ended last. */
    AVERAGED
}
