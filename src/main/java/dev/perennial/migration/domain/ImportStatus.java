package dev.perennial.migration.domain;

/** Where an import is. */
public enum ImportStatus {
    /** Waits for its content, or to be taken up. */
    PENDING,
    RUNNING,
    /** Every row is done; those that failed are in its errors. */
    COMPLETED,
    /** Every row is done, and every one of them failed. */
    FAILED,
    /** Stopped; what was done until then stays. */
    CANCELLED,
    /** What it made is gone again. */
    ROLLED_BACK;

    public boolean canBecome(ImportStatus next) {
        return switch (this) {
            case PENDING -> next == RUNNING || next == COMPLETED || next == CANCELLED;
            case RUNNING -> next == COMPLETED || next == FAILED || next == CANCELLED;
            case COMPLETED, FAILED, CANCELLED -> next == ROLLED_BACK;
            case ROLLED_BACK -> false;
        };
    }

    /** Whether rows may still be done. */
    public boolean isOpen() {
        return this == PENDING || this == RUNNING;
    }
}
