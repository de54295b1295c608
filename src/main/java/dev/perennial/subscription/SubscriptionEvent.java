package dev.perennial.subscription;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a subscription changed. */
public record SubscriptionEvent(
        Kind kind, SubscriptionSnapshot subscription, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        /** It was sold by another billing system and goes on here. For the audit trail only: nobody outside is told. */
        IMPORTED,
        ACTIVATED,
        /** Its trial ends in some days; nothing about it changed. */
        TRIAL_ENDING,
        CHANGED,
        RENEWED,
        PAST_DUE,
        PAUSED,
        RESUMED,
        PARKED,
        /** Somebody let runs bill it again. */
        UNPARKED,
        CANCELLED
    }

    @Override
    public String type() {
        return "subscription." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return subscription.id();
    }

    @Override
    public UUID accountId() {
        return subscription.accountId();
    }

    @Override
    public Object object() {
        return subscription;
    }
}
