package dev.perennial.migration.shadow;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** A shadow run was asked for. For the audit trail. */
public record ShadowRunEvent(ShadowRunSnapshot run, Instant occurredAt) implements DomainEvent {
    @Override
    public String type() {
        return "shadow_run.created";
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
