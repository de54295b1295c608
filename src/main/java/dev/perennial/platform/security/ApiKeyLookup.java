package dev.perennial.platform.security;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** Port: who holds a key. The tenant module implements it. */
public interface ApiKeyLookup {

    /** @return the holder, or empty when the key is unknown, expired or revoked */
    Optional<Identity> find(String key);

    /**
     * @param keyId of the key
     * @param scopes as of {@link OperationScope}
     * @param requestsPerMinute a limit of the key's own; null for the default
     */
    record Identity(
            UUID tenantId,
            UUID keyId,
            Set<String> scopes,
            @Nullable Integer requestsPerMinute) {}
}
