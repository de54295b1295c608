package dev.perennial.platform.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;

/**
 * Runs what the scheduler wakes: for one tenant after the other, so that the trouble of one does not stop the rest. The
 * health indicator tells when a worker has not come back for long.
 */
@Component("workers")
public class Ticks implements HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(Ticks.class);
    private static final Duration STUCK_AFTER = Duration.ofMinutes(10);
    private final WorkerGate gate;
    private final WorkerPauses workers;
    private final TenantScopes scopes;
    private final InstantSource wallClock = InstantSource.system();
    private final Map<String, Instant> running = new ConcurrentHashMap<>();

    Ticks(WorkerGate gate, WorkerPauses workers, TenantScopes scopes) {
        this.gate = gate;
        this.workers = workers;
        this.scopes = scopes;
    }

    /** Does {@code work} in the scope of each tenant, as the job {@code name}. */
    public void forEach(String name, Collection<UUID> tenantIds, Runnable work) {
        for (var tenantId : tenantIds) {
            if (!mayGoOn(name)) {
                return;
            }
            try {
                CurrentTenant.runAs(scopes.open(tenantId, TenantScope.JOB_PREFIX + name, null), work);
            } catch (RuntimeException e) {
                log.error("Job {} failed for tenant {}; it is tried again with the next tick", name, tenantId, e);
            }
        }
    }

    /** Whether a job may begin another piece of work: the service is not stopping, and nobody paused it. */
    public boolean mayGoOn(String name) {
        return gate.isOpen() && !workers.isPaused(name);
    }

    /** One waking of a job. A failure is logged and left to the next waking. */
    public void run(String name, Runnable work) {
        if (!mayGoOn(name)) {
            return;
        }
        running.put(name, wallClock.instant());
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("Job {} failed; it is tried again with the next tick", name, e);
        } finally {
            running.remove(name);
        }
    }

    @Override
    public Health health() {
        var stuckSince = wallClock.instant().minus(STUCK_AFTER);
        var stuck = running.entrySet().stream()
                .filter(job -> job.getValue().isBefore(stuckSince))
                .map(Map.Entry::getKey)
                .toList();
        return stuck.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("stuck", stuck).build();
    }
}
