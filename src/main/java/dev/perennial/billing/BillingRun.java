package dev.perennial.billing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.platform.trace.Steps;
import dev.perennial.subscription.BillingSchedule;
import dev.perennial.subscription.BillingState;
import dev.perennial.subscription.ParkedSubscriptions;

/**
 * Bills everything of the current tenant that is due.
 * <pre>
 * claim a chunk ─ rate ─ issue invoices ─ advance the schedule ─ queue payments ─ commit      and again, until nothing is due
 *       └ fails: halve it, and halve again, until the one that cannot be billed stands alone and is parked
 * </pre>
 * Repeating a run finds nothing due. Any number of runs at once, in any number of processes, share the work without
 * talking to each other: a claim is a row lock, and what is locked is passed over. Money is collected afterwards.
 */
@Service
@Order(TimedWork.RENEWALS)
public class BillingRun implements TimedWork {
    private static final Logger log = LoggerFactory.getLogger(BillingRun.class);
    private static final int CHUNK_SIZE = 500;
    private static final int REASON_LENGTH_MAX = 500;
    private final BillingSchedule schedule;
    private final ParkedSubscriptions parkedSubscriptions;
    private final BillingCycle cycle;
    private final TransactionTemplate transaction;
    private final WorkerGate gate;
    private final Steps steps;

    BillingRun(
            BillingSchedule schedule,
            ParkedSubscriptions parkedSubscriptions,
            BillingCycle cycle,
            TransactionTemplate transaction,
            WorkerGate gate,
            Steps steps) {
        this.schedule = schedule;
        this.parkedSubscriptions = parkedSubscriptions;
        this.cycle = cycle;
        this.transaction = transaction;
        this.gate = gate;
        this.steps = steps;
    }

    /** What a run did: subscriptions taken a step on, and those parked. */
    public record Report(int stepped, int parked) {}

    @Override
    public Optional<Instant> nextDueAt() {
        return schedule.nextDueAt();
    }

    @Override
    public void workUpTo(Instant asOf) {
        run(asOf);
    }

    /** @param asOf business time; what is due later stays */
    public Report run(Instant asOf) {
        return run(asOf, gate::isOpen);
    }

    /** @param mayGoOn asked before each chunk */
    Report run(Instant asOf, BooleanSupplier mayGoOn) {
        int stepped = 0;
        int parked = 0;
        while (mayGoOn.getAsBoolean()) {
            var chunk = new Chunk(asOf);
            try {
                int size = chunk.bill();
                if (size == 0) {
                    break;
                }
                stepped += size;
            } catch (RuntimeException e) {
                rethrowIfPassing(e);
                int left = isolate(chunk.claimed, asOf, e);
                stepped += chunk.claimed.size() - left;
                parked += left;
            }
        }
        return new Report(stepped, parked);
    }

    /** One chunk, one transaction. Remembers what it claimed, for the case that it fails. */
    private final class Chunk {
        private final Instant asOf;
        private List<UUID> claimed = List.of();

        private Chunk(Instant asOf) {
            this.asOf = asOf;
        }

        private int bill() {
            return steps.observe("perennial.billing.chunk", "of", "run", () -> {
                transaction.executeWithoutResult(status -> {
                    var due = schedule.claim(asOf, CHUNK_SIZE);
                    claimed = due.stream().map(BillingState::id).toList();
                    if (!due.isEmpty()) {
                        cycle.step(due);
                    }
                });
                return claimed.size();
            });
        }
    }

    /** Takes one subscription a step on, or parks it if it cannot be billed. False when nothing of it is due. */
    boolean step(UUID subscriptionId, Instant asOf) {
        try {
            return Boolean.TRUE.equals(transaction.execute(status -> {
                var due = schedule.claim(asOf, List.of(subscriptionId));
                if (!due.isEmpty()) {
                    cycle.step(due);
                }
                return !due.isEmpty();
            }));
        } catch (RuntimeException e) {
            rethrowIfPassing(e);
            park(subscriptionId, e);
            return true;
        }
    }

    /** Halves a failed chunk until the subscriptions that cannot be billed are found, parks those, bills the rest. Returns how many were parked. */
    private int isolate(List<UUID> failed, Instant asOf, RuntimeException cause) {
        if (failed.isEmpty()) {
            throw cause;
        }
        if (failed.size() == 1) {
            park(failed.getFirst(), cause);
            return 1;
        }
        int parked = 0;
        int middle = failed.size() / 2;
        for (var half : List.of(failed.subList(0, middle), failed.subList(middle, failed.size()))) {
            try {
                transaction.executeWithoutResult(status -> {
                    var due = schedule.claim(asOf, half);
                    if (!due.isEmpty()) {
                        cycle.step(due);
                    }
                });
            } catch (RuntimeException e) {
                rethrowIfPassing(e);
                parked += isolate(half, asOf, e);
            }
        }
        return parked;
    }

    private void park(UUID subscriptionId, RuntimeException cause) {
        log.error("Subscription {} cannot be billed and is parked", subscriptionId, cause);
        var reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        var shortened = reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX));
        transaction.executeWithoutResult(status -> parkedSubscriptions.park(subscriptionId, shortened));
    }

    /** A deadlock or a lost connection is no fault of a subscription: leave everything due, the next tick finds it. */
    private static void rethrowIfPassing(RuntimeException e) {
        if (e instanceof TransientDataAccessException
                || e instanceof DataAccessResourceFailureException
                || e instanceof TransactionException) {
            throw e;
        }
    }
}
