package dev.perennial.webhook;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.journal.EventLog;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * The bodies of messages: the event as {@code GET /v1/events/{id}} shows it. An event is always written in the same way
 * and changes only when its account is erased, so every attempt carries the same bytes until then. Twenty endpoints
 * want the same body at about the same time, hence the cache; how long it lasts is how long after an erasure the old
 * may still be sent.
 */
@Component
class Payloads {
    private static final long CACHED_BYTES_MAX = 32L * 1024 * 1024;
    private final EventLog events;
    private final JsonMapper json;
    private final Cache<Key, byte[]> cache = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES_MAX)
            .weigher((Key key, byte[] body) -> body.length)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    private record Key(UUID tenantId, UUID eventId) {}

    Payloads(EventLog events, JsonMapper json) {
        this.events = events;
        this.json = json;
    }

    /** By event id; events that can no longer be read are absent. */
    Map<UUID, byte[]> of(Collection<UUID> eventIds) {
        var tenantId = CurrentTenant.id();
        var keys = eventIds.stream().map(id -> new Key(tenantId, id)).collect(Collectors.toSet());
        var bodies = new HashMap<UUID, byte[]>();
        cache.getAll(keys, this::write).forEach((key, body) -> bodies.put(key.eventId(), body));
        return bodies;
    }

    private Map<Key, byte[]> write(Set<? extends Key> keys) {
        var tenantId = CurrentTenant.id();
        return events.find(keys.stream().map(Key::eventId).toList()).stream()
                .collect(Collectors.toMap(event -> new Key(tenantId, event.id()), json::writeValueAsBytes));
    }
}
