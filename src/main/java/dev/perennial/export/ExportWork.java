package dev.perennial.export;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.shared.error.DomainException;

/** Does the exports that are due: after everything else of an instant, so that they show what it brought. */
@Component
@Order(TimedWork.EXPORTS)
class ExportWork implements TimedWork {
    private static final Logger log = LoggerFactory.getLogger(ExportWork.class);
    /** Long ones must not keep others waiting, and many at once would keep requests waiting. */
    private static final int AT_ONCE_MAX = 2;

    private static final Duration KEPT_EVERY = Duration.ofMinutes(1);
    private final ExportRuns runs;
    private final Exporter exporter;
    private final CrossTenantReader crossTenant;
    private final Ticks ticks;
    private final WorkerGate gate;
    private final Clock clock;
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newFixedThreadPool(
            AT_ONCE_MAX, Thread.ofVirtual().name("export-", 0).factory());

    ExportWork(
            ExportRuns runs,
            Exporter exporter,
            CrossTenantReader crossTenant,
            Ticks ticks,
            WorkerGate gate,
            Clock clock) {
        this.runs = runs;
        this.exporter = exporter;
        this.crossTenant = crossTenant;
        this.ticks = ticks;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return runs.nextDueAt();
    }

    @Override
    public void workUpTo(Instant asOf) {
        runs.openDue(asOf);
        for (var taken = runs.take(asOf); taken.isPresent(); taken = runs.take(asOf)) {
            attempt(taken.get());
        }
    }

    /** The run is not this worker's any more, or the service is stopping. */
    private static final class CutShort extends RuntimeException {}

    private void attempt(ExportRuns.Taken taken) {
        try {
            runs.complete(taken, exporter.write(taken, runs.target(taken), goingOn(taken)));
        } catch (CutShort e) {
            runs.release(taken);
        } catch (ExportTarget.Refused e) {
            runs.fail(taken, e.reason());
        } catch (DomainException e) {
            runs.fail(taken, e.detail());
        } catch (IOException | RuntimeException e) {
            log.error(
                    "Attempt {} of export {} failed",
                    taken.run().attempts(),
                    taken.run().id(),
                    e);
            runs.fail(taken, "The files could not be written.");
        }
    }

    private Runnable goingOn(ExportRuns.Taken taken) {
        var keptNanos = new long[] {System.nanoTime()};
        return () -> {
            if (!gate.isOpen()) {
                throw new CutShort();
            }
            if (System.nanoTime() - keptNanos[0] > KEPT_EVERY.toNanos()) {
                keptNanos[0] = System.nanoTime();
                if (!runs.keep(taken)) {
                    throw new CutShort();
                }
            }
        };
    }

    @Scheduled(fixedDelayString = "${perennial.exports.tick:1m}", initialDelayString = "${perennial.exports.tick:1m}")
    void exportAll() {
        ticks.run("exports", () -> tenantsWithWork().forEach(this::hand));
    }

    /** To a worker: an export may take longer than a tick should. */
    private void hand(UUID tenantId) {
        if (underWay.add(tenantId)) {
            workers.execute(() -> {
                try {
                    ticks.forEach("exports", List.of(tenantId), () -> workUpTo(clock.instant()));
                } finally {
                    underWay.remove(tenantId);
                }
            });
        }
    }

    private Set<UUID> tenantsWithWork() {
        var tenants = new LinkedHashSet<>(crossTenant.tenantsWithDue("export_run", "next_attempt_at"));
        tenants.addAll(crossTenant.tenantsWithDue("export_schedule", "next_run_at"));
        return tenants;
    }

    /** The gate is closed by now, so that none of them begins anything new. */
    @PreDestroy
    void stop() {
        workers.close();
    }
}
