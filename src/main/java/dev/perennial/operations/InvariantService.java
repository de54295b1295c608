package dev.perennial.operations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.operations.InvariantReport.Reason;
import dev.perennial.operations.InvariantReport.Run;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.error.DomainException;

/**
 * Checks all rules, one after the other, and says what it found: to the operator and in metrics all of it, to each
 * tenant concerned its own part, as event {@code invariant.violated}.
 */
@Service
public class InvariantService {
    private static final Logger log = LoggerFactory.getLogger(InvariantService.class);
    private final InvariantStore store;
    private final InvariantChecks checks;
    private final WorkerGate gate;
    private final TenantScopes scopes;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    InvariantService(
            InvariantStore store,
            InvariantChecks checks,
            WorkerGate gate,
            TenantScopes scopes,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.checks = checks;
        this.gate = gate;
        this.scopes = scopes;
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
    }

    /** The latest run with what it found: for a tenant its own part, where no tenant is bound everything. */
    public InvariantReport latest() {
        return store.latest().map(this::report).orElse(new InvariantReport(null, List.of()));
    }

    private InvariantReport report(Run run) {
        return new InvariantReport(
                run,
                CurrentTenant.find()
                        .map(scope -> store.ofTenant(run.id(), scope.tenantId()))
                        .orElseGet(() -> store.ofAllTenants(run.id())));
    }

    /** Begins a run in the background. Fails with {@code invariant_run_in_progress}. */
    public InvariantReport request() {
        if (begin(Reason.REQUESTED).isEmpty()) {
            throw DomainException.conflict(
                    "invariant_run_in_progress", "The rules are being checked; wait for the end.");
        }
        return latest();
    }

    /** Begins the run of this hour in the background, unless another replica has. */
    void beginScheduled() {
        begin(Reason.SCHEDULED);
    }

    /** In a thread of its own: it may take many minutes, and no tick nor request is to wait for it. */
    private Optional<UUID> begin(Reason reason) {
        var run = store.begin(reason);
        run.ifPresent(id -> Thread.ofVirtual().name("invariants").start(() -> checkAll(id)));
        return run;
    }

    private void checkAll(UUID runId) {
        int position = 0;
        try {
            for (var invariant : Invariant.all()) {
                if (!gate.isOpen()) {
                    return;
                }
                checkOne(runId, position++, invariant);
            }
            store.finish(runId);
        } catch (RuntimeException e) {
            log.error("The rules could not be checked to the end", e);
        }
    }

    private void checkOne(UUID runId, int position, Invariant invariant) {
        long startedNanos = System.nanoTime();
        var found = checks.check(invariant);
        store.note(runId, position, invariant, found, Duration.ofNanos(System.nanoTime() - startedNanos));
        if (found.rows() > 0) {
            log.error("Rule {} is broken by {} rows, among them {}", invariant.name(), found.rows(), found.samples());
            found.byTenant().forEach((tenantId, own) -> tell(runId, invariant, tenantId, own));
        }
    }

    private void tell(UUID runId, Invariant invariant, UUID tenantId, InvariantFindings.OfTenant own) {
        try {
            CurrentTenant.runAs(
                    scopes.open(tenantId, TenantScope.JOB_PREFIX + "invariants", null),
                    () -> transaction.executeWithoutResult(status -> events.publishEvent(new InvariantEvent(
                            InvariantEvent.InvariantViolation.of(invariant, own, runId), clock.instant()))));
        } catch (RuntimeException e) {
            log.error("Tenant {} could not be told of rule {}", tenantId, invariant.name(), e);
        }
    }
}
