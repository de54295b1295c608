package dev.perennial.platform.tenancy;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** Port: opens a scope with the tenant's mode and clock as they are now. The tenant module implements it. */
public interface TenantScopes {

    /** Throws {@link IllegalArgumentException} when there is no such tenant. */
    TenantScope open(UUID tenantId, String actor, @Nullable String requestId);
}
