package dev.perennial.platform.security;

import java.util.Optional;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.stereotype.Component;

/** Recognizes whatever comes as a bearer token: a key of ours, or a token of the issuer that people sign in with. */
@Component
public class BearerTokens implements AuthenticationManager {
    private final AuthenticationManager keys;
    private final AuthenticationManager people;

    BearerTokens(ApiKeyIntrospector keys, PeopleTokens people) {
        this.keys = new ProviderManager(new OpaqueTokenAuthenticationProvider(keys));
        this.people = people.manager();
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        return authentication instanceof BearerTokenAuthenticationToken bearer && isSigned(bearer.getToken())
                ? people.authenticate(authentication)
                : keys.authenticate(authentication);
    }

    /** A signed token has three parts and a key has none. */
    private static boolean isSigned(String token) {
        return token.indexOf('.') >= 0;
    }

    /** Who a key or token stands for; empty when it is not good (any more), or belongs to no tenant. */
    public Optional<PageVisitor> visitor(String token) {
        try {
            var known = authenticate(new BearerTokenAuthenticationToken(token));
            return known.getPrincipal() instanceof Caller caller && caller.tenantId() != null
                    ? Optional.of(new PageVisitor(
                            caller.tenantId(), caller.actor(), caller.scopes(), caller.requestsPerMinute(), null))
                    : Optional.empty();
        } catch (InvalidBearerTokenException e) {
            return Optional.empty();
        }
    }

    /** Whether who sent the running request would be let in again: for requests that outlast a revocation. */
    public boolean stillAdmitCaller() {
        var known = SecurityContextHolder.getContext().getAuthentication();
        if (known == null || !(known.getCredentials() instanceof OAuth2Token token)) {
            return false;
        }
        try {
            return authenticate(new BearerTokenAuthenticationToken(token.getTokenValue()))
                    .isAuthenticated();
        } catch (AuthenticationException e) {
            return false;
        }
    }
}
