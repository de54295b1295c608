package dev.perennial.portal;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** A way into the portal was made, used or closed. For the audit trail only. */
public record PortalSessionEvent(
        Kind kind, PortalSessionSnapshot session, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        OPENED,
        CLOSED
    }

    @Override
    public String type() {
        return "portal_session." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return session.id();
    }

    @Override
    public UUID accountId() {
        return session.accountId();
    }

    @Override
    public Object object() {
        return session;
    }
}
