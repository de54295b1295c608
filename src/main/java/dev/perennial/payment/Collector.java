package dev.perennial.payment;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.payment.GatewayClaims.Claim;
import dev.perennial.payment.Preparation.Work;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeOutcome.DeclineKind;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.trace.Steps;

import static dev.perennial.payment.GatewayClaims.Kind.PAYMENT;

/**
 * Sends attempts to the gateway and takes down what comes of them: claim and prepare (committed), call (no transaction, no
 * connection), settle (one transaction). A crash anywhere leaves a row that says how far it got.
 */
@Service
public class Collector {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final int BATCH_SIZE_MAX = 100;
    private static final int CONCURRENT_CALLS_MAX = 8;
    /** For how long after it was claimed an attempt is known to be ours: with the call, much less than the lease. */
    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();

    private final GatewayClaims claims;
    private final Preparation preparation;
    private final PaymentService payments;
    private final PaymentGateway gateway;
    private final Steps steps;
    private final InstantSource wallClock = InstantSource.system();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(CONCURRENT_CALLS_MAX);

    Collector(
            GatewayClaims claims,
            Preparation preparation,
            PaymentService payments,
            PaymentGateway gateway,
            Steps steps) {
        this.claims = claims;
        this.preparation = preparation;
        this.payments = payments;
        this.gateway = gateway;
        this.steps = steps;
    }

    /** Tenants that have attempts to send or look up by now. */
    public List<UUID> tenantsWithWork() {
        return claims.tenantsWithWork(PAYMENT);
    }

    /** Works off everything that the current tenant has to send or look up by now. */
    public List<PaymentSnapshot> collectDue() {
        return inBatches(() -> claims.due(PAYMENT, BATCH_SIZE_MAX));
    }

    /** Sends every attempt of the current tenant that was queued and not sent, without waiting for its time. */
    public List<PaymentSnapshot> collectQueued() {
        return inBatches(() -> claims.unsent(PAYMENT, BATCH_SIZE_MAX));
    }

    /** Sends these attempts now, except those that somebody else has sent. */
    public List<PaymentSnapshot> collect(List<UUID> paymentIds) {
        return process(Batch.claim(() -> claims.unsent(PAYMENT, paymentIds)));
    }

    private List<PaymentSnapshot> inBatches(Supplier<List<Claim>> next) {
        var settled = new ArrayList<PaymentSnapshot>();
        Batch batch;
        do {
            batch = Batch.claim(next);
            settled.addAll(process(batch));
        } while (batch.claims().size() == BATCH_SIZE_MAX);
        return settled;
    }

    /** Asks the gateway once more about attempts without an outcome, whether or not it is time. */
    public List<PaymentSnapshot> reconcile(List<UUID> paymentIds) {
        return process(Batch.claim(() -> claims.early(PAYMENT, paymentIds)));
    }

    /**
     * Takes back the attempt that waits for the customer of an invoice, so that it cannot charge any more and another one, or
     * another way of paying, is free. Empty when none waits; SUCCEEDED when the customer was quicker; still REQUIRES_ACTION
     * when the gateway does not tell.
     */
    public Optional<PaymentSnapshot> withdraw(UUID invoiceId) {
        return payments.waitingForCustomer(invoiceId)
                .map(id -> Batch.claim(() -> claims.early(PAYMENT, List.of(id))))
                .flatMap(batch -> process(batch, (request, sentBefore) -> gateway.cancel(request)).stream()
                        .findFirst());
    }

    /**
     * Asks where a payment stands at the gateway, which told us that there is news. That may concern one that is over for us:
     * somebody may have had it charged after all.
     *
     * @param gatewayPaymentId as the gateway names it; its answer may have been lost before we noted it
     * @throws PaymentGateway.GatewayUnavailable when the gateway does not tell
     */
    public void follow(UUID paymentId, String gatewayPaymentId) {
        var work = preparation.sent(paymentId, wallClock.instant());
        if (work.request().isEmpty()) {
            return;
        }
        var outcome = outcome(work.at(gatewayPaymentId), this::sendOrLookUp);
        if (outcome instanceof ChargeOutcome.Unknown(var reason)) {
            throw new PaymentGateway.GatewayUnavailable(reason, null);
        }
        payments.settle(paymentId, outcome, wallClock.instant());
    }

    /** What the gateway is asked about an attempt. */
    private interface Question {
        ChargeOutcome ask(ChargeRequest request, boolean sentBefore);
    }

    private ChargeOutcome sendOrLookUp(ChargeRequest request, boolean sentBefore) {
        return sentBefore ? gateway.lookUp(request) : gateway.charge(request);
    }

    /** @param claimedAtNanos when it was about to be claimed */
    private record Batch(List<Claim> claims, long claimedAtNanos) {
        static Batch claim(Supplier<List<Claim>> claims) {
            long now = System.nanoTime();
            return new Batch(claims.get(), now);
        }

        boolean isFresh() {
            return System.nanoTime() - claimedAtNanos < FRESH_NANOS;
        }
    }

    private List<PaymentSnapshot> process(Batch batch) {
        return process(batch, this::sendOrLookUp);
    }

    private List<PaymentSnapshot> process(Batch batch, Question question) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A gateway must never be called while a transaction is open");
        }
        var scope = CurrentTenant.scope();
        var prepared = prepare(batch.claims());
        var tasks = batch.claims().stream()
                .map(claim -> steps.<PaymentSnapshot>inThisStep(
                        () -> CurrentTenant.callAs(scope, () -> processOne(claim, batch, prepared, question))))
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

    /** What cannot be prepared is tried again at its turn, so that one attempt does not hold up the others. */
    private Map<UUID, Work> prepare(List<Claim> claims) {
        try {
            return claims.isEmpty() ? Map.of() : preparation.prepare(claims, wallClock.instant());
        } catch (RuntimeException e) {
            log.warn("{} attempts could not be prepared together; each is prepared at its turn", claims.size(), e);
            return Map.of();
        }
    }

    private PaymentSnapshot processOne(Claim claim, Batch batch, Map<UUID, Work> prepared, Question question)
            throws InterruptedException {
        calls.acquire();
        try {
            // Its turn may come so late that somebody else has taken it over.
            var ahead = batch.isFresh() ? prepared.get(claim.id()) : null;
            var work = ahead == null ? preparation.prepare(claim, wallClock.instant()) : ahead;
            return payments.settle(claim, work.invoiceId(), outcome(work, question), wallClock.instant());
        } finally {
            calls.release();
        }
    }

    private ChargeOutcome outcome(Work work, Question question) {
        if (work.request().isEmpty()) {
            return new ChargeOutcome.Declined(
                    null, "payment_method_missing", "The account has no payment method.", DeclineKind.HARD);
        }
        var request = work.request().get();
        if (!gateway.serves(CurrentTenant.scope().testMode()) || !gateway.name().equals(work.gateway())) {
            log.error(
                    "Payment {} is for {}, which is not configured for this tenant",
                    request.paymentId(),
                    work.gateway());
            // Another gateway knows nothing of what was sent to this one, which proves nothing.
            var reason = "The gateway of this payment is not configured";
            return work.lookUp() ? new ChargeOutcome.Unknown(reason) : new ChargeOutcome.NotCharged(reason);
        }
        try {
            return steps.observe(
                    "perennial.gateway.call", "gateway", gateway.name(), () -> question.ask(request, work.lookUp()));
        } catch (RuntimeException e) {
            // An adapter that fails in an unforeseen way may have sent the charge before it did.
            log.error("The gateway adapter failed for payment {}", request.paymentId(), e);
            return new ChargeOutcome.Unknown("The gateway adapter failed");
        }
    }
}
