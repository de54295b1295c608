package dev.perennial.platform.security;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Who sent a request, whatever proved it: an API key, or a token of a person.
 *
 * @param tenantId whose data it is about; null for the operator, who has none
 * @param actor as the audit trail writes it: {@code key:<id>}, {@code user:<subject>}, {@code operator}
 * @param scopes as of {@link OperationScope}
 * @param requestsPerMinute a limit of the caller's own; null for the default
 */
record Caller(
        @Nullable UUID tenantId,
        String actor,
        Set<String> scopes,
        @Nullable Integer requestsPerMinute) implements OAuth2AuthenticatedPrincipal {
    static final String KEY_PREFIX = "key:";
    static final String USER_PREFIX = "user:";
    static final String OPERATOR = "operator";

    static Caller key(ApiKeyLookup.Identity key) {
        return new Caller(key.tenantId(), KEY_PREFIX + key.keyId(), key.scopes(), key.requestsPerMinute());
    }

    static Caller operator() {
        return new Caller(null, OPERATOR, Set.of(OperationScope.OPERATOR), null);
    }

    @Override
    public String getName() {
        return actor;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return scopes.stream()
                .map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope))
                .toList();
    }
}
