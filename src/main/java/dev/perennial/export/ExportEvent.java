package dev.perennial.export;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** A run of a schedule is over. */
public record ExportEvent(Kind kind, ExportRunSnapshot run, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        COMPLETED("export.completed"),
        /** Not at each attempt: when the last one failed. */
        FAILED("export.failed");

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
    public UUID objectId() {
        return run.id();
    }

    @Override
    public @Nullable UUID accountId() {
        return null;
    }

    @Override
    public Object object() {
        return run;
    }
}
