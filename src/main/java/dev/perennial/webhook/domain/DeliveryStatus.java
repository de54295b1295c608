package dev.perennial.webhook.domain;

/** Where the delivery of one event to one endpoint stands. */
public enum DeliveryStatus {
    /** Waits for its first attempt, or for the next one. */
    PENDING,
    /** The receiver took it: it answered 2xx. */
    DELIVERED,
    /** A dead letter: nothing more happens to it unless somebody asks for it. */
    DEAD;

    public boolean canBecome(DeliveryStatus next) {
        return switch (this) {
            case PENDING -> next == DELIVERED || next == DEAD;
            case DELIVERED, DEAD -> next == PENDING;
        };
    }
}
