package dev.perennial.platform.security;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Port: which tokens of people are not good any more although they have not expired. The tenant module implements it.
 */
public interface RevokedTokens {

    /**
     * @param tokenId as the token's {@code jti} says; null if it says nothing
     * @return tokens of that person and id are refused if they were issued until then; empty when nothing was revoked
     */
    Optional<Instant> refusedUntil(UUID tenantId, String subject, @Nullable String tokenId);
}
