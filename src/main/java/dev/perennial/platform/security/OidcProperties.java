package dev.perennial.platform.security;

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
 */
@ConfigurationProperties("perennial.oidc")
public record OidcProperties(
        @DefaultValue("") String issuer,
        @DefaultValue("") String audience,
        @DefaultValue("") String jwksUri,
        @DefaultValue("tenant_id") String tenantClaim,
        @DefaultValue("roles") String rolesClaim) {

    boolean isOn() {
        return !issuer.isBlank();
    }
}
