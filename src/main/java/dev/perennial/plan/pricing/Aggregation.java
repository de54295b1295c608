package dev.perennial.plan.pricing;

/** How the events of a period become one quantity. */
public enum Aggregation {
    /** All quantities added up. */
    SUM,
    /** The number of events. */
    COUNT,
    /** The largest quantity. */
    MAX,
    /** The quantity of the latest event. */
    LAST,
    /** How many different values there were. */
    UNIQUE
}
