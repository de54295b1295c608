package dev.perennial.plan;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Something about a plan changed. */
public record PlanEvent(Kind kind, PlanSnapshot plan, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        /** It came from another billing system. For the audit trail only: nobody outside is told. */
        IMPORTED,
        UPDATED,
        ARCHIVED
    }

    @Override
    public String type() {
        return "plan." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return plan.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return plan;
    }
}
