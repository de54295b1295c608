package dev.perennial.export;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Somebody made or deleted a schedule. For the audit trail only. */
public record ExportScheduleEvent(Kind kind, ExportScheduleSnapshot schedule, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        DELETED
    }

    @Override
    public String type() {
        return "export_schedule." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return schedule.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return schedule;
    }
}
