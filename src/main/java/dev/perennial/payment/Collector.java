package dev.perennial.payment;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Sends attempts to the gateway and takes down what comes of them: claim (committed), call (no transaction, no
 * connection), settle (one transaction). A crash anywhere leaves a row that says how far it got.
 */
@Service
public class Collector {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final int BATCH_SIZE_MAX = 100;
    private static final int CONCURRENT_CALLS_MAX = 8;
    private final PaymentQueue queue;
    private final PaymentService payments;
    private final PaymentGateway gateway;
    private final InstantSource wallClock = InstantSource.system();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(CONCURRENT_CALLS_MAX);

    Collector(PaymentQueue queue, PaymentService payments, PaymentGateway gateway) {
        this.queue = queue;
        this.payments = payments;
        this.gateway = gateway;
    }

    /** Works off everything that the current tenant has to send or look up by now. */
    public List<PaymentSnapshot> collectDue() {
        return inBatches(() -> queue.claim(BATCH_SIZE_MAX));
    }

    /** Sends every attempt of the current tenant that was queued and not sent, without waiting for its time. */
    public List<PaymentSnapshot> collectQueued() {
        return inBatches(() -> queue.claimQueued(BATCH_SIZE_MAX));
    }

    /** Sends these attempts now, except those that somebody else has sent. */
    public List<PaymentSnapshot> collect(List<UUID> paymentIds) {
        return process(queue.claimQueued(paymentIds));
    }

    private List<PaymentSnapshot> inBatches(Supplier<List<PaymentQueue.Claim>> claims) {
        var settled = new ArrayList<PaymentSnapshot>();
        List<PaymentQueue.Claim> claimed;
        do {
            claimed = claims.get();
            settled.addAll(process(claimed));
        } while (claimed.size() == BATCH_SIZE_MAX);
        return settled;
    }

    /** Asks the gateway once more about attempts without an outcome, whether or not it is time. */
    public List<PaymentSnapshot> reconcile(List<UUID> paymentIds) {
        return process(queue.claimEarly(paymentIds));
    }

    private List<PaymentSnapshot> process(List<PaymentQueue.Claim> claimed) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A gateway must never be called while a transaction is open");
        }
        var scope = CurrentTenant.scope();
        var tasks = claimed.stream()
                .<Callable<PaymentSnapshot>>map(claim -> () -> CurrentTenant.callAs(scope, () -> processOne(claim)))
                .toList();
        var settled = new ArrayList<PaymentSnapshot>();
        try {
            for (var result : threads.invokeAll(tasks)) {
                try {
                    settled.add(result.get());
                } catch (ExecutionException e) {
                    // The row keeps its lease and is taken up again when that ends.
                    log.error("An attempt to collect could not be finished; it will be taken up again", e.getCause());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return settled;
    }

    private PaymentSnapshot processOne(PaymentQueue.Claim claim) throws InterruptedException {
        calls.acquire();
        try {
            var work = payments.prepare(claim, wallClock.instant());
            return payments.settle(claim.paymentId(), outcome(work), wallClock.instant());
        } finally {
            calls.release();
        }
    }

    private ChargeOutcome outcome(PaymentService.Work work) {
        if (work.request().isEmpty()) {
            return new ChargeOutcome.Declined(
                    null, "payment_method_missing", "The account has no payment method.", DeclineKind.HARD);
        }
        if (!gateway.serves(CurrentTenant.scope().testMode())) {
            log.error("The {} gateway is not configured for the mode of this tenant", gateway.name());
            return new ChargeOutcome.NotCharged("No gateway for this mode");
        }
        var request = work.request().get();
        try {
            return work.lookUp() ? gateway.lookUp(request) : gateway.charge(request);
        } catch (RuntimeException e) {
            // An adapter that fails in an unforeseen way may have sent the charge before it did.
            log.error("The gateway adapter failed for payment {}", request.paymentId(), e);
            return new ChargeOutcome.Unknown("The gateway adapter failed");
        }
    }
}
