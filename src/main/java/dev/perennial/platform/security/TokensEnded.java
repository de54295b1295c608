package dev.perennial.platform.security;

import java.util.UUID;

/**
 * Tokens of people of a tenant were revoked, by the transaction that says so: once it commits, nobody remembers them as
 * good.
 */
public record TokensEnded(UUID tenantId) {

    String whose() {
        return tenantId.toString();
    }
}
