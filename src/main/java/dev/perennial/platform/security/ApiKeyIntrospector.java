package dev.perennial.platform.security;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/** Turns a bearer token into who the caller is. Good keys are remembered for seconds only, so that revoking works. */
@Component
class ApiKeyIntrospector implements OpaqueTokenIntrospector {
    static final String TENANT_ID = "tenant_id";
    static final String KEY_ID = "key_id";
    static final String SCOPE_PREFIX = "SCOPE_";

    /** A key revoked anywhere may be used this much longer on a replica that has just seen it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final ApiKeyLookup keys;
    private final Cache<String, ApiKeyLookup.Identity> remembered = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    ApiKeyIntrospector(ApiKeyLookup keys) {
        this.keys = keys;
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        var identity = remembered.getIfPresent(token);
        if (identity == null) {
            identity = keys.find(token).orElseThrow(() -> new BadOpaqueTokenException("The API key is not valid"));
            remembered.put(token, identity);
        }
        return new DefaultOAuth2AuthenticatedPrincipal(
                identity.keyId().toString(),
                Map.of(TENANT_ID, identity.tenantId(), KEY_ID, identity.keyId()),
                authorities(identity.scopes()));
    }

    private static Collection<GrantedAuthority> authorities(Set<String> scopes) {
        return scopes.stream()
                .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority(SCOPE_PREFIX + scope))
                .toList();
    }

    static UUID tenantId(OAuth2AuthenticatedPrincipal principal) {
        return java.util.Objects.requireNonNull(principal.getAttribute(TENANT_ID));
    }

    static UUID keyId(OAuth2AuthenticatedPrincipal principal) {
        return java.util.Objects.requireNonNull(principal.getAttribute(KEY_ID));
    }
}
