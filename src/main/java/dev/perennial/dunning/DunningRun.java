package dev.perennial.dunning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

import dev.perennial.account.NewDefaultMethod;
import dev.perennial.billing.Cancelling;
import dev.perennial.payment.Collector;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.job.TimedWork;
import dev.perennial.platform.job.WorkerGate;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.DunningPolicy.FinalAction;
import dev.perennial.tenant.TenantService;

/**
 * Does everything of the current tenant's dunning that is due: takes the steps, then lets the attempts that they queued go
 * to the gateway. Any number of runs at once share the work; repeating one finds nothing due.
 */
@Service
@Order(TimedWork.DUNNING)
class DunningRun implements TimedWork, NewDefaultMethod {
    private static final Logger log = LoggerFactory.getLogger(DunningRun.class);
    private static final int BATCH_SIZE = 100;
    private static final Duration PUT_OFF = Duration.ofDays(1);
    private final DueCases due;
    private final DunningSteps steps;
    private final Collector collector;
    private final Cancelling cancelling;
    private final TenantService tenants;
    private final WorkerGate gate;
    private final Clock clock;

    DunningRun(
            DueCases due,
            DunningSteps steps,
            Collector collector,
            Cancelling cancelling,
            TenantService tenants,
            WorkerGate gate,
            Clock clock) {
        this.due = due;
        this.steps = steps;
        this.collector = collector;
        this.cancelling = cancelling;
        this.tenants = tenants;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> nextDueAt() {
        return due.nextDueAt();
    }

    @Override
    public void workUpTo(Instant asOf) {
        for (var ids = due.ids(asOf, BATCH_SIZE); !ids.isEmpty() && gate.isOpen(); ids = due.ids(asOf, BATCH_SIZE)) {
            takeSteps(ids, asOf);
        }
    }

    @Override
    public void chargeWhatWaits(UUID accountId) {
        var now = clock.instant();
        takeSteps(due.asked(accountId, now), now);
    }

    private void takeSteps(List<UUID> ids, Instant asOf) {
        var payments = new ArrayList<UUID>();
        for (var id : ids) {
            try {
                var payment = takeStep(id, asOf);
                if (payment != null) {
                    payments.add(payment);
                }
            } catch (RuntimeException e) {
                rethrowIfPassing(e);
                log.error("The step of dunning case {} failed and is put off by a day", id, e);
                steps.putOff(id, asOf, asOf.plus(PUT_OFF));
            }
        }
        collector.collect(payments);
    }

    private @Nullable UUID takeStep(UUID id, Instant asOf) {
        // An attempt that waits for the customer gives way to one by the new method.
        due.retryAsked(id, asOf).ifPresent(collector::withdraw);
        var outcome = steps.take(id, asOf);
        var invoice = outcome.finalActionFor();
        if (invoice != null && !isConfirmedAfterAll(invoice.id())) {
            var action = Objects.requireNonNull(
                    tenants.settings().dunningPolicyOrDefault().finalAction());
            boolean isTaken = action != FinalAction.CANCEL
                    || invoice.subscriptionId() == null
                    || cancel(invoice.subscriptionId(), () -> steps.isFinalActionDue(id, asOf));
            // After the cancellation: cut off in between, the step is still due and cancelling twice is no error.
            if (isTaken) {
                steps.exhaust(id, action == FinalAction.MARK_UNCOLLECTIBLE, asOf);
            }
        }
        return outcome.payment();
    }

    /** Takes back an attempt that waits for the customer, unless he was quicker. */
    private boolean isConfirmedAfterAll(UUID invoiceId) {
        return collector
                .withdraw(invoiceId)
                .filter(payment -> payment.status() == PaymentStatus.SUCCEEDED)
                .isPresent();
    }

    /** False if the debt was paid, or may be being paid, since the step was found due: then it is looked at again. */
    private boolean cancel(UUID subscriptionId, BooleanSupplier isStillDue) {
        try {
            // What was served until now stays owed, so nothing is credited.
            return cancelling.cancelNowIf(subscriptionId, isStillDue);
        } catch (DomainException e) {
            if (!e.code().equals("subscription_already_cancelled")) {
                throw e;
            }
            return true;
        }
    }

    /** A deadlock or a lost connection is no fault of a case: everything stays due, the next run finds it. */
    static void rethrowIfPassing(RuntimeException e) {
        if (e instanceof TransientDataAccessException
                || e instanceof DataAccessResourceFailureException
                || e instanceof TransactionException) {
            throw e;
        }
    }
}
