package dev.perennial.payment.domain;

/** Where a refund stands. */
public enum RefundStatus {
    /** To be sent, being sent, or under way at the gateway, possibly for days. */
    PENDING,
    /** On its way to the customer. A bank may still send it back weeks later. */
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean canBecome(RefundStatus next) {
        return switch (this) {
            case PENDING -> next != PENDING;
            case SUCCEEDED -> next == FAILED;
            case FAILED, CANCELLED -> false;
        };
    }

    /** Whether its amount has left, or may yet leave, what the payment brought. */
    public boolean holdsMoney() {
        return switch (this) {
            case PENDING, SUCCEEDED -> true;
            case FAILED, CANCELLED -> false;
        };
    }
}
