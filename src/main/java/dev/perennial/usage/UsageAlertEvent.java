package dev.perennial.usage;

import java.time.Instant;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a usage alert changed. */
public record UsageAlertEvent(Kind kind, UsageAlertSnapshot alert, Instant occurredAt) implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED("usage_alert.created"),
        DELETED("usage_alert.deleted"),
        REACHED("usage.threshold_reached");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    @Override
    public String type() {
        return kind.type;
    }

    @Override
    public String objectType() {
        return "usage_alert";
    }

    @Override
    public UUID objectId() {
        return alert.id();
    }

    @Override
    public UUID accountId() {
        return alert.accountId();
    }

    @Override
    public Object object() {
        return alert;
    }
}
