package dev.perennial.webhook.domain;

import java.util.Set;

/** What goes first when several messages wait for one endpoint. */
public enum Urgency {
    /** Somebody must act, or access hangs on it. */
    HIGH(0),
    NORMAL(1),
    /** Sent again on request: news go first. */
    LOW(2);

    private static final Set<String> HIGH_TYPES = Set.of(
            "account.dunning_status_changed",
            "subscription.past_due",
            "subscription.paused",
            "subscription.cancelled",
            "invoice.payment_failed",
            "invoice.past_due",
            "payment.failed",
            "payment.requires_action",
            "payment.disputed",
            "usage.threshold_reached",
            "usage.spend_limit_reached",
            "webhook_endpoint.disabled",
            "webhook_endpoint.pinged");

    private final int rank;

    Urgency(int rank) {
        this.rank = rank;
    }

    public static Urgency of(String eventType) {
        return HIGH_TYPES.contains(eventType) ? HIGH : NORMAL;
    }

    /** As it is stored: smaller goes first. */
    public int rank() {
        return rank;
    }
}
