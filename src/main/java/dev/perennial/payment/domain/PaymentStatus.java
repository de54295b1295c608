package dev.perennial.payment.domain;

/** Where an attempt to collect stands. */
public enum PaymentStatus {
    /** To be sent, or being sent. */
    PENDING,
    /** The gateway works on it, possibly for days. */
    PROCESSING,
    /** The customer must confirm. */
    REQUIRES_ACTION,
    /** Sent, and no answer that tells: it may have been charged. */
    UNKNOWN,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean canBecome(PaymentStatus next) {
        return switch (this) {
            case PENDING -> next != PENDING;
            case PROCESSING -> next == SUCCEEDED || next == FAILED || next == CANCELLED;
            case REQUIRES_ACTION -> next == PROCESSING || next == SUCCEEDED || next == FAILED || next == CANCELLED;
            // Back to PENDING only on proof that nothing was charged.
            case UNKNOWN -> next != UNKNOWN;
            // Somebody at the gateway had it charged after all: the money is real, whatever we thought.
            case FAILED, CANCELLED -> next == SUCCEEDED;
            case SUCCEEDED -> false;
        };
    }

    /** Whether the attempt may still end in a charge. */
    public boolean isInFlight() {
        return switch (this) {
            case PENDING, PROCESSING, REQUIRES_ACTION, UNKNOWN -> true;
            case SUCCEEDED, FAILED, CANCELLED -> false;
        };
    }
}
