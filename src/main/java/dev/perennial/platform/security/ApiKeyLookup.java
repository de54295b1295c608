package dev.perennial.platform.security;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Port: who holds a key. The tenant module implements it. */
public interface ApiKeyLookup {

    /** @return the holder, or empty when the key is unknown, expired or revoked */
    Optional<Identity> find(String key);

    /**
     * @param keyId of the key
     * @param scopes as of {@link OperationScope}
     */
    record Identity(UUID tenantId, UUID keyId, Set<String> scopes) {}
}
