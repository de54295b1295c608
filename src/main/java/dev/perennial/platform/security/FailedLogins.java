package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Stops looking at what an address sends once too much of it was no good, so that trying out keys neither teaches nor
 * costs us anything. Callers who got in shortly before are let in all the same: they may share the address of a proxy
 * with whoever tries.
 */
@Component
class FailedLogins {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private final int failuresMax;
    private final Duration window;
    private final Cache<String, Bucket> failures;
    /** Of tokens that were good; by their hash, for whoever reads our memory. */
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(KNOWN_FOR)
            .build();

    @Autowired
    FailedLogins(RateLimitProperties limits) {
        this(limits.failedLogins(), WINDOW);
    }

    /** Looks at so many bad tokens of an address within {@code window}. */
    FailedLogins(int failuresMax, Duration window) {
        this.failuresMax = failuresMax;
        this.window = window;
        this.failures = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(window.multipliedBy(2))
                .build();
    }

    /**
     * Asks {@code manager} who sent a token, unless {@code address} has sent too many bad ones. Fails with
     * {@link TooManyFailedLogins}.
     */
    AuthenticationManager guard(String address, AuthenticationManager manager) {
        return authentication -> {
            var hash = authentication instanceof BearerTokenAuthenticationToken bearer ? hash(bearer.getToken()) : "";
            var failed = failures.getIfPresent(address);
            if (failed != null && failed.getAvailableTokens() == 0 && known.getIfPresent(hash) == null) {
                throw new TooManyFailedLogins(failed.estimateAbilityToConsume(1).getNanosToWaitForRefill());
            }
            try {
                var caller = manager.authenticate(authentication);
                known.put(hash, true);
                return caller;
            } catch (InvalidBearerTokenException e) {
                failures.get(address, missing -> bucket()).tryConsume(1);
                throw e;
            }
        };
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(failuresMax).refillGreedy(failuresMax, window))
                .build();
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
