package dev.perennial.usage;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a spend limit changed. */
public record SpendLimitEvent(Kind kind, SpendLimitSnapshot limit, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED("spend_limit.created"),
        CHANGED("spend_limit.changed"),
        DELETED("spend_limit.deleted"),
        /** A correction, or a higher limit, made room again. */
        LIFTED("spend_limit.lifted"),
        REACHED("usage.spend_limit_reached");

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
        return "spend_limit";
    }

    @Override
    public UUID objectId() {
        return limit.id();
    }

    @Override
    public UUID accountId() {
        return limit.accountId();
    }

    @Override
    public Object object() {
        return limit;
    }
}
