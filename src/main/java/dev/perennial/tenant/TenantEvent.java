package dev.perennial.tenant;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/** Something about a tenant or one of its keys changed. For the audit trail; these are not public events. */
public record TenantEvent(String type, UUID objectId, Object object, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {
    @Override
    public @Nullable UUID accountId() {
        return null;
    }
}
