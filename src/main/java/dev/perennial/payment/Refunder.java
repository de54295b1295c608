package dev.perennial.payment;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

import dev.perennial.payment.GatewayClaims.Claim;
import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.trace.Steps;

import static dev.perennial.payment.GatewayClaims.Kind.REFUND;

/**
 * Sends refunds to the gateway and takes down what comes of them, in the same three steps as {@link Collector}: claim
 * (committed), call (no transaction, no connection), settle (one transaction).
 */
@Service
public class Refunder {
    private static final Logger log = LoggerFactory.getLogger(Refunder.class);
    private static final int BATCH_SIZE_MAX = 100;
    private final GatewayClaims claims;
    private final RefundService refunds;
    private final PaymentGateway gateway;
    private final Steps steps;
    private final InstantSource wallClock = InstantSource.system();

    Refunder(GatewayClaims claims, RefundService refunds, PaymentGateway gateway, Steps steps) {
        this.claims = claims;
        this.refunds = refunds;
        this.gateway = gateway;
        this.steps = steps;
    }

    /**
     * Gives back a payment, or part of it, and tells the gateway at once. A gateway that does not answer is no failure:
     * the refund stays PENDING and is settled later.
     * <p>Fails with {@code payment_not_found}, {@code payment_not_refundable}, {@code refund_exceeds_payment}.
     *
     * @param amount minor units; null for all that is left
     */
    public RefundSnapshot refund(UUID id, UUID paymentId, @Nullable Long amount, @Nullable String reason) {
        prepare(id, paymentId, amount, reason);
        return send(id);
    }

    /** The part of {@link #refund} that may share a transaction: what is prepared and not sent is sent a minute later. */
    UUID prepare(UUID id, UUID paymentId, @Nullable Long amount, @Nullable String reason) {
        return refunds.create(id, paymentId, amount, reason, wallClock.instant())
                .id();
    }

    /** Tells the gateway of a refund that was prepared, with no transaction open. */
    RefundSnapshot send(UUID id) {
        claims.early(REFUND, List.of(id)).forEach(this::process);
        return refunds.get(id);
    }

    /** Takes note of where a refund stands at the gateway, also of one that somebody made there by hand. */
    void follow(GatewayNews.OfRefund news) {
        refunds.note(news, wallClock.instant());
    }

    /** Tenants that have refunds to send or look up by now. */
    List<UUID> tenantsWithWork() {
        return claims.tenantsWithWork(REFUND);
    }

    /** Works off every refund that the current tenant has to send or look up by now. */
    public void workOffDue() {
        List<Claim> claimed;
        do {
            claimed = claims.due(REFUND, BATCH_SIZE_MAX);
            claimed.forEach(this::process);
        } while (claimed.size() == BATCH_SIZE_MAX);
    }

    private void process(Claim claim) {
        refunds.settle(claim, outcome(claim), wallClock.instant());
    }

    private RefundOutcome outcome(Claim claim) {
        var work = refunds.work(claim, wallClock.instant());
        var request = work.request();
        if (!gateway.serves(CurrentTenant.scope().testMode()) || !gateway.name().equals(work.gateway())) {
            log.error(
                    "Refund {} is for {}, which is not configured for this tenant", request.refundId(), work.gateway());
            // What was sent before may have given the money back: only its own gateway can tell.
            var reason = "The gateway of this refund is not configured";
            return work.lookUp() ? new RefundOutcome.Unknown(reason) : new RefundOutcome.NotSent(reason);
        }
        try {
            return steps.observe(
                    "perennial.gateway.call",
                    "gateway",
                    gateway.name(),
                    () -> work.lookUp() ? gateway.lookUpRefund(request) : gateway.refund(request));
        } catch (RuntimeException e) {
            // An adapter that fails in an unforeseen way may have sent the refund before it did.
            log.error("The gateway adapter failed for refund {}", request.refundId(), e);
            return new RefundOutcome.Unknown("The gateway adapter failed");
        }
    }
}
