package dev.perennial.subscription.domain;

/** Where a subscription is in its life. */
public enum SubscriptionStatus {
    /** Sold, but starts in the future. */
    SCHEDULED,
    /** In use, not yet billed. */
    TRIALING,
    /** In use and paid for. */
    ACTIVE,
    /** In use, with an invoice that could not be collected. */
    PAST_DUE,
    /** Not in use and not billed; may come back. */
    PAUSED,
    /** Over. */
    CANCELLED;

    public boolean canBecome(SubscriptionStatus next) {
        return switch (this) {
            case SCHEDULED -> next == TRIALING || next == ACTIVE || next == CANCELLED;
            case TRIALING -> next == ACTIVE || next == PAUSED || next == CANCELLED;
            case ACTIVE -> next == TRIALING || next == PAST_DUE || next == PAUSED || next == CANCELLED;
            case PAST_DUE -> next == ACTIVE || next == PAUSED || next == CANCELLED;
            case PAUSED -> next == TRIALING || next == ACTIVE || next == PAST_DUE || next == CANCELLED;
            case CANCELLED -> false;
        };
    }

    /** Whether the subscription has not ended. */
    public boolean isLiving() {
        return this != CANCELLED;
    }
}
