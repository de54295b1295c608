package dev.perennial.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/** Whether a token that is good by itself was revoked. What was found is remembered for a moment only, as with keys. */
@Component
class TokenDenylist {
    /** A token revoked anywhere may be used this much longer on a replica that has just seen it, and hears of no end. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final RevokedTokens revoked;
    private final Cache<Person, Optional<Instant>> remembered = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    private final Endings endings;

    /** @param endings how many there had been when it was asked */
    private record Person(
            UUID tenantId, String subject, @Nullable String tokenId, long endings) {}

    TokenDenylist(RevokedTokens revoked, Endings endings) {
        this.revoked = revoked;
        this.endings = endings;
    }

    /** A token that does not say when it was issued counts as issued before any revocation. */
    boolean holds(UUID tenantId, String subject, Jwt token) {
        var person = new Person(tenantId, subject, token.getId(), endings.count(tenantId.toString()));
        var issuedAt = token.getIssuedAt();
        return remembered
                .get(person, asked -> revoked.refusedUntil(asked.tenantId(), asked.subject(), asked.tokenId()))
                .filter(until -> issuedAt == null || !issuedAt.isAfter(until))
                .isPresent();
    }
}
