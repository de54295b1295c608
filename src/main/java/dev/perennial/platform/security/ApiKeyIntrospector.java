package dev.perennial.platform.security;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/** Turns an API key into who the caller is. Good keys are remembered for a moment only, so that revoking works. */
@Component
class ApiKeyIntrospector implements OpaqueTokenIntrospector {
    /** A key revoked anywhere may be used this much longer on a replica that has just seen it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final ApiKeyLookup keys;
    private final OperatorKey operatorKey;
    private final Cache<String, Caller> remembered = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    ApiKeyIntrospector(ApiKeyLookup keys, OperatorKey operatorKey) {
        this.keys = keys;
        this.operatorKey = operatorKey;
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        if (operatorKey.matches(token)) {
            return Caller.operator();
        }
        var caller = remembered.getIfPresent(token);
        if (caller == null) {
            caller = keys.find(token)
                    .map(Caller::key)
                    .orElseThrow(() -> new BadOpaqueTokenException("The API key is not valid"));
            remembered.put(token, caller);
        }
        return caller;
    }
}
