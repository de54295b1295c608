package dev.perennial.platform.security;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/**
 * Recognizes people by the tokens of the configured issuer. Only signatures by the issuer's published keys count, in
 * two algorithms named here: what a token says of its own algorithm or key decides nothing.
 */
@Component
@EnableConfigurationProperties(OidcProperties.class)
class PeopleTokens {
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final MappedJwtClaimSetConverter DEFAULT_CLAIMS = MappedJwtClaimSetConverter.withDefaults(Map.of());
    private final OidcProperties oidc;
    private final TokenDenylist denylist;
    private final AuthenticationManager manager;

    PeopleTokens(OidcProperties oidc, TokenDenylist denylist) {
        this.oidc = oidc;
        this.denylist = denylist;
        this.manager = oidc.isOn()
                ? new ProviderManager(provider())
                : token -> {
                    throw new InvalidBearerTokenException("No issuer is configured");
                };
    }

    AuthenticationManager manager() {
        return manager;
    }

    private JwtAuthenticationProvider provider() {
        if (oidc.audience().isBlank() || oidc.jwksUri().isBlank()) {
            throw new Misconfiguration(
                    "PERENNIAL_OIDC_ISSUER is set, but not all that belongs to it.",
                    "Set PERENNIAL_OIDC_AUDIENCE to what the tokens' aud holds, and PERENNIAL_OIDC_JWKS_URI to where the issuer publishes its keys.");
        }
        var decoder = NimbusJwtDecoder.withJwkSetUri(oidc.jwksUri())
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(validator());
        decoder.setClaimSetConverter(PeopleTokens::asIssued);
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(jwt -> {
            var caller = caller(jwt);
            var token = new OAuth2AccessToken(
                    OAuth2AccessToken.TokenType.BEARER, jwt.getTokenValue(), jwt.getIssuedAt(), jwt.getExpiresAt());
            return new BearerTokenAuthentication(caller, token, caller.getAuthorities());
        });
        return provider;
    }

    /** By default a token that does not say when it was issued would seem to be issued when it expires. */
    private static Map<String, Object> asIssued(Map<String, Object> claims) {
        var converted = new HashMap<>(DEFAULT_CLAIMS.convert(claims));
        if (claims.get(JwtClaimNames.IAT) == null) {
            converted.remove(JwtClaimNames.IAT);
        }
        return converted;
    }

    private OAuth2TokenValidator<Jwt> validator() {
        return new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtClaimValidator<>(JwtClaimNames.EXP, expires -> expires != null),
                new JwtIssuerValidator(oidc.issuer()),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(oidc.audience())));
    }

    private Caller caller(Jwt jwt) {
        var tenant = jwt.getClaimAsString(oidc.tenantClaim());
        var roles = jwt.getClaimAsStringList(oidc.rolesClaim());
        var subject = jwt.getSubject();
        if (tenant == null || roles == null || subject == null) {
            throw new InvalidBearerTokenException("The token names no subject, tenant or roles");
        }
        var tenantId = id(tenant);
        if (denylist.holds(tenantId, subject, jwt)) {
            throw new InvalidBearerTokenException("The token was revoked");
        }
        return new Caller(tenantId, Caller.USER_PREFIX + subject, Role.scopesOf(roles), null);
    }

    private static UUID id(String tenant) {
        try {
            return UUID.fromString(tenant);
        } catch (IllegalArgumentException e) {
            throw new InvalidBearerTokenException("The token's tenant is no id", e);
        }
    }
}
