package dev.perennial.platform.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

import dev.perennial.platform.redis.CacheLookups;
import dev.perennial.platform.redis.CacheLookups.Source;

/** Turns an API key into who the caller is. Good keys are remembered for a moment only, so that revoking works. */
@Component
class ApiKeyIntrospector implements OpaqueTokenIntrospector {
    private final ApiKeyLookup keys;
    private final OperatorKey operatorKey;
    private final SharedKeys shared;
    private final Endings endings;
    private final CacheLookups lookups;
    private final Cache<Asked, Remembered> remembered = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfter(Expiry.<Asked, Remembered>writing((asked, known) -> known.goodFor()))
            .build();

    /** @param endings how many there had been when it was asked */
    private record Asked(KeyHash key, long endings) {}

    private record Remembered(Caller caller, Duration goodFor) {}

    ApiKeyIntrospector(
            ApiKeyLookup keys,
            OperatorKey operatorKey,
            SharedKeys shared,
            Endings endings,
            CacheLookups.Factory lookups) {
        this.keys = keys;
        this.operatorKey = operatorKey;
        this.shared = shared;
        this.endings = endings;
        this.lookups = lookups.of(SharedKeys.CACHE);
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        if (operatorKey.matches(token)) {
            return Caller.operator();
        }
        var key = KeyHash.of(token);
        var asked = new Asked(key, endings.count(key.text()));
        var known = remembered.getIfPresent(asked);
        if (known != null) {
            lookups.count(Source.LOCAL);
            return known.caller();
        }
        long startedNanos = System.nanoTime();
        var holder = shared.find(key, () -> keys.find(token))
                .orElseThrow(() -> new BadOpaqueTokenException("The API key is not valid"));
        var caller = Caller.key(holder.identity());
        var goodFor = holder.goodFor().minusNanos(System.nanoTime() - startedNanos);
        if (goodFor.isPositive()) {
            remembered.put(asked, new Remembered(caller, goodFor));
        }
        return caller;
    }
}
