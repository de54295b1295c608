package dev.perennial.billing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.stereotype.Service;

import dev.perennial.payment.Collector;
import dev.perennial.payment.PaymentService;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.tenant.TestClockService;

/**
 * Moves a test tenant through time: everything that falls due on the way happens, in order, before the answer is given.
 */
@Service
public class TestClock {
    private static final Duration STEP_MAX = Duration.ofDays(10 * 366);
    private final TestClockService clocks;
    private final List<TimedWork> works;
    private final Collector collector;
    private final PaymentService payments;
    private final EventTally tallies;
    private final WorkerGate gate;
    private final Clock clock;

    TestClock(
            TestClockService clocks,
            List<TimedWork> works,
            Collector collector,
            PaymentService payments,
            EventTally tallies,
            WorkerGate gate,
            Clock clock) {
        this.clocks = clocks;
        this.works = works;
        this.collector = collector;
        this.payments = payments;
        this.tallies = tallies;
        this.gate = gate;
        this.clock = clock;
    }

    /** What happened on the way to {@code now}. */
    @Schema(name = "TestClockReport")
    public record Report(
            Instant now, int invoicesCreated, int paymentsSucceeded, int paymentsFailed, int subscriptionsChanged) {}

    /** What the clock of the tenant says. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Advances the current tenant's clock. Fails with {@code test_clock_in_live_mode}, {@code clock_cannot_go_back},
     * and {@code out_of_range} for more than ten years at once.
     */
    public Report advance(Instant target) {
        requireCanAdvanceTo(target);
        var requested = CurrentTenant.scope();
        var requestId = requested.requestId() == null ? UuidV7.next().toString() : requested.requestId();
        return advance(target, requested, requestId);
    }

    /** Fails as {@link #advance(Instant)}, before anything happens. */
    public void requireCanAdvanceTo(Instant target) {
        clocks.requireTestMode();
        if (target.isAfter(clock.instant().plus(STEP_MAX))) {
            throw DomainException.invalid("to", "out_of_range", "must be within ten years of the clock");
        }
        if (target.isBefore(clock.instant())) {
            throw TestClockService.cannotGoBack(target);
        }
    }

    private Report advance(Instant target, TenantScope requested, String requestId) {
        var scope = new TenantScope(
                requested.tenantId(), requested.testMode(), requested.actor(), requestId, requested.frozenNow());
        CurrentTenant.runAs(scope, () -> clocks.noteJourney(clock.instant(), target));
        var tally = tallies.open(requestId);
        try {
            travel(scope, target);
            return new Report(
                    target, tally.invoices(), tally.paymentsSucceeded(), tally.paymentsFailed(), tally.subscriptions());
        } finally {
            tallies.close(requestId);
        }
    }

    private void travel(TenantScope scope, Instant target) {
        var at = clock.instant();
        for (var due = nextDueAt(); due.isPresent() && !due.get().isAfter(target); due = nextDueAt()) {
            if (!gate.isOpen()) {
                throw DomainException.unavailable(
                        "shutting_down", "The service is stopping; advance the clock again to go on.");
            }
            at = due.get().isAfter(at) ? due.get() : at;
            stop(scope, at);
        }
        stop(scope, target);
    }

    private Optional<Instant> nextDueAt() {
        return works.stream().flatMap(work -> work.nextDueAt().stream()).min(Comparator.naturalOrder());
    }

    /** Puts the clock to an instant and lets everything happen that is due then. */
    private void stop(TenantScope scope, Instant at) {
        CurrentTenant.runAs(scope.at(at), () -> {
            clocks.moveTo(at);
            works.forEach(work -> work.workUpTo(at));
            collector.collectQueued();
            var unknown = payments.unknown();
            if (!unknown.isEmpty()) {
                collector.reconcile(unknown);
            }
        });
    }
}
