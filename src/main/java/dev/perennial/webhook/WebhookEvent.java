package dev.perennial.webhook;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Something about an endpoint changed, or it is tested. Only that it was disabled is public. */
public record WebhookEvent(Kind kind, EndpointSnapshot endpoint, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {
    /** What a test of an endpoint is called. It goes to that endpoint alone, whatever it listens to. */
    static final String PINGED = "webhook_endpoint.pinged";

    /** What happened. */
    public enum Kind {
        CREATED,
        UPDATED,
        DISABLED,
        DELETED,
        SECRET_ROTATED,
        PINGED,
        /** Somebody had one message sent again. */
        DELIVERY_RETRIED,
        /** Somebody had the messages of a time sent again. */
        REPLAYED
    }

    @Override
    public String type() {
        return "webhook_endpoint." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return endpoint.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return endpoint;
    }
}
