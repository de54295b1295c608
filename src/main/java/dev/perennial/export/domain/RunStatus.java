package dev.perennial.export.domain;

/** Where a run of a schedule stands. */
public enum RunStatus {
    /** To be tried, for the first time or again, or being tried now. */
    PENDING,
    /** All files are in their place, the manifest too. */
    COMPLETED,
    /** Given up after the last attempt. */
    FAILED,
    /** Its schedule was deleted before it was done. */
    CANCELLED;

    public boolean canBecome(RunStatus next) {
        return switch (this) {
            case PENDING -> next != PENDING;
            case COMPLETED, FAILED, CANCELLED -> false;
        };
    }
}
