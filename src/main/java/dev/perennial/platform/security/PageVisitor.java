package dev.perennial.platform.security;

import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who visits pages.
 *
 * @param tenantId whose data they show
 * @param actor as the audit trail writes it: {@code key:<id>}, {@code user:<subject>}
 * @param scopes as of {@link OperationScope}; none for customers, who see what is their own
 * @param requestsPerMinute a limit of the visitor's own; null for the default
 * @param accountId of a customer: the one account that the pages are about; null for people of the tenant
 */
public record PageVisitor(
        UUID tenantId,
        String actor,
        Set<String> scopes,
        @Nullable Integer requestsPerMinute,
        @Nullable UUID accountId) {

    /** Whether the scopes allow something, such as {@code invoices:write}. */
    public boolean can(String scope) {
        return OperationScope.OfResource.parse(scope).isGrantedBy(scopes);
    }

    Caller caller() {
        return new Caller(tenantId, actor, scopes, requestsPerMinute);
    }
}
