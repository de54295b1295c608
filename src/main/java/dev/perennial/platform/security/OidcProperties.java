package dev.perennial.platform.security;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens people may sign in with. Off while there is no issuer.
 *
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must hold
 * @param jwksUri where the issuer's public keys are
 * @param tenantClaim which claim names the tenant's id
 * @param rolesClaim which claim lists roles: viewer, finance, admin
 * @param clientId as which the console sends people to the issuer's own sign-in page; nobody is sent if empty
 * @param clientSecret of that client; empty for a public one, which has none
 * @param scopes what is asked for there: {@code openid}, and whatever makes the issuer write our audience and claims
 * @param redirectUri where the issuer sends people back to; empty for the address under which the browser knows us
 */
@ConfigurationProperties("perennial.oidc")
public record OidcProperties(
        @DefaultValue("") String issuer,
        @DefaultValue("") String audience,
        @DefaultValue("") String jwksUri,
        @DefaultValue("tenant_id") String tenantClaim,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("openid") Set<String> scopes,
        @DefaultValue("") String redirectUri) {

    boolean isOn() {
        return !issuer.isBlank();
    }

    /** Whether people can be sent to the issuer to sign in. */
    boolean hasClient() {
        return isOn() && !clientId.isBlank();
    }
}
