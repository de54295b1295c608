package dev.perennial.usage;

/** What follows when usage costs as much as it may. */
public enum SpendLimitAction {
    /** It is told of. */
    NOTIFY,
    /** It is told of, and further usage of the period is refused. */
    REFUSE_USAGE
}
