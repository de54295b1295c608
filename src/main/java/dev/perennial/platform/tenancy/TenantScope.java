package dev.perennial.platform.tenancy;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * On whose behalf, by whom and at what time code runs.
 *
 * @param actor who acts, for the audit trail: {@code key:<id>}, {@code job:<name>} or {@code system}
 * @param frozenNow where the tenant's test clock stands; null when business time is the wall clock
 */
public record TenantScope(
        UUID tenantId,
        boolean testMode,
        String actor,
        @Nullable String requestId,
        @Nullable Instant frozenNow) {

    /** What the actor of a background job starts with. */
    public static final String JOB_PREFIX = "job:";

    /** Whether a background job acts, rather than somebody who waits for the outcome. */
    public boolean isJob() {
        return actor.startsWith(JOB_PREFIX);
    }

    /** The same scope with its test clock at another instant. */
    public TenantScope at(Instant now) {
        return new TenantScope(tenantId, testMode, actor, requestId, now);
    }
}
