package dev.perennial.migration;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** An import came a step further. For the audit trail. */
public record ImportEvent(Kind kind, ImportSnapshot job, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        CONTENT_RECEIVED,
        COMPLETED,
        FAILED,
        CANCELLED,
        ROLLED_BACK
    }

    @Override
    public String type() {
        return "import." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return job.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return job;
    }
}
