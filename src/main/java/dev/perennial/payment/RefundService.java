package dev.perennial.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.domain.RefundStatus;
import dev.perennial.payment.gateway.GatewayNews;
import dev.perennial.payment.gateway.PaymentGateway;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.payment.gateway.RefundRequest;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;

/**
 * Refunds and what came of them. Calls no gateway: see {@link Refunder}. What a refund gives back is set aside on its
 * payment from the start, under the payment's lock, so that refunds together can never exceed it.
 */
@Service
public class RefundService {
    private static final Duration REQUEST_GRACE = Duration.ofMinutes(1);
    private final RefundRepository refunds;
    private final PaymentRepository payments;
    private final InvoiceService invoices;
    private final PaymentGateway gateway;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RefundService(
            RefundRepository refunds,
            PaymentRepository payments,
            InvoiceService invoices,
            PaymentGateway gateway,
            ApplicationEventPublisher events,
            Clock clock) {
        this.refunds = refunds;
        this.payments = payments;
        this.invoices = invoices;
        this.gateway = gateway;
        this.events = events;
        this.clock = clock;
    }

    /** Fails with {@code refund_not_found}. */
    @Transactional(readOnly = true)
    public RefundSnapshot get(UUID id) {
        return refunds.findById(id)
                .orElseThrow(() -> DomainException.notFound("refund", id))
                .snapshot();
    }

    /** The refunds of a payment, newest first. Fails with {@code payment_not_found}. */
    @Transactional(readOnly = true)
    public Page<RefundSnapshot> list(UUID paymentId, PageQuery page) {
        if (!payments.existsById(paymentId)) {
            throw DomainException.notFound("payment", paymentId);
        }
        return KeysetPages.read(
                        refunds, page, (refund, where) -> where.equalIfGiven(refund.get("paymentId"), paymentId))
                .map(Refund::snapshot);
    }

    /** The refunds of all payments, newest first. */
    @Transactional(readOnly = true)
    public Page<RefundSnapshot> listAll(PageQuery page) {
        return KeysetPages.read(refunds, page, (refund, where) -> {}).map(Refund::snapshot);
    }

    /** What {@link Refunder#refund} promises, up to the call. With an id that exists already it changes nothing. */
    @Transactional
    RefundSnapshot create(UUID id, UUID paymentId, @Nullable Long amount, @Nullable String reason, Instant wallClock) {
        var payment =
                payments.findForUpdate(paymentId).orElseThrow(() -> DomainException.notFound("payment", paymentId));
        var existing = refunds.findById(id);
        if (existing.isPresent()) {
            return existing.get().snapshot();
        }
        requireRefundable(payment);
        long part = amount == null ? payment.refundable() : amount;
        if (part > payment.refundable()) {
            throw DomainException.invalid(
                    "amount",
                    "refund_exceeds_payment",
                    "must not exceed what is left of the payment, " + payment.refundable());
        }
        return add(new Refund(id, payment, part, reason, wallClock.plus(REQUEST_GRACE), clock.instant()), payment)
                .snapshot();
    }

    private void requireRefundable(Payment payment) {
        if (payment.status() != PaymentStatus.SUCCEEDED || !payment.gateway().equals(gateway.name())) {
            throw DomainException.conflict(
                    "payment_not_refundable",
                    "Only a payment that succeeded through the payment gateway in use can be refunded.");
        }
        if (payment.refundable() == 0) {
            throw DomainException.conflict(
                    "payment_not_refundable", "Nothing of the payment is left: it was refunded or is disputed.");
        }
    }

    /** Gives all of a payment back that nothing was due for. */
    @Transactional(propagation = Propagation.MANDATORY)
    void giveBack(Payment payment, Instant wallClock) {
        var now = clock.instant();
        add(new Refund(UuidV7.next(), payment, payment.refundable(), "duplicate", wallClock, now), payment);
    }

    private Refund add(Refund refund, Payment payment) {
        payment.refund(refund.amount(), clock.instant());
        var saved = refunds.saveAndFlush(refund);
        events.publishEvent(new RefundEvent(RefundEvent.Kind.CREATED, saved.snapshot(), Map.of(), clock.instant()));
        return saved;
    }

    /**
     * What must go to the gateway for a refund.
     *
     * @param gateway that has the payment
     * @param lookUp whether it may have been sent before, so that its outcome must be found out rather than made
     */
    record Work(String gateway, boolean lookUp, RefundRequest request) {}

    /** Reads a refund that was claimed. Its turn may come so late that somebody else has taken it over. */
    @Transactional(readOnly = true)
    Work work(GatewayClaims.Claim claim, Instant wallClock) {
        var refund = refunds.findById(claim.id()).orElseThrow();
        var payment = payments.findById(refund.paymentId()).orElseThrow();
        var sentAt = refund.sentAt();
        var request = new RefundRequest(
                CurrentTenant.id(),
                payment.id(),
                refund.id(),
                refund.idempotencyKey(),
                new Money(refund.amount(), Currency.getInstance(refund.currency())),
                Objects.requireNonNull(payment.gatewayPaymentId()),
                refund.gatewayRefundId(),
                sentAt == null ? wallClock : sentAt,
                refund.reason());
        return new Work(payment.gateway(), claim.sentBefore() || !refund.isHeldBy(claim), request);
    }

    /**
     * Takes note of what came of a claim. An outcome that comes twice, or after the refund is over, changes nothing.
     * That nothing was sent proves nothing any more when somebody else has taken the refund over since: he may have
     * sent it as well.
     */
    @Transactional
    RefundSnapshot settle(GatewayClaims.Claim claim, RefundOutcome outcome, Instant wallClock) {
        var refundId = claim.id();
        var paymentId = refunds.paymentOf(refundId).orElseThrow(() -> DomainException.notFound("refund", refundId));
        // Payment first, then refund: everybody locks in this order.
        var payment = payments.findForUpdate(paymentId).orElseThrow();
        var refund = refunds.findForUpdate(refundId).orElseThrow();
        var known = outcome instanceof RefundOutcome.NotSent(var reason) && !refund.isHeldBy(claim)
                ? new RefundOutcome.Unknown(reason)
                : outcome;
        settle(refund, payment, known, wallClock);
        return refund.snapshot();
    }

    /** Takes note of where a refund stands at the gateway, also of one that somebody made there by hand. */
    @Transactional
    void note(GatewayNews.OfRefund news, Instant wallClock) {
        var payment = payments.findForUpdate(news.paymentId())
                .orElseThrow(() -> DomainException.notFound("payment", news.paymentId()));
        var known = Optional.ofNullable(news.refundId())
                .filter(refunds::existsById)
                .or(() -> refunds.idOf(news.gatewayRefundId()));
        var refund = known.isPresent()
                ? refunds.findForUpdate(known.get()).orElseThrow()
                : add(
                        Refund.madeAtGateway(
                                payment, news.amount(), news.gatewayRefundId(), wallClock, clock.instant()),
                        payment);
        settle(refund, payment, news.outcome(), wallClock);
    }

    private void settle(Refund refund, Payment payment, RefundOutcome outcome, Instant wallClock) {
        var before = refund.status();
        if (!refund.settle(outcome, clock.instant(), wallClock)) {
            refunds.flush();
            return;
        }
        if (before.holdsMoney() && !refund.status().holdsMoney()) {
            payment.refundCameBack(refund.amount(), clock.instant());
        }
        refunds.flush();
        announce(refund.snapshot(), before, payment.snapshot());
    }

    private void announce(RefundSnapshot refund, RefundStatus before, PaymentSnapshot payment) {
        var now = clock.instant();
        var kind = switch (refund.status()) {
            case PENDING -> RefundEvent.Kind.SENT;
            case SUCCEEDED -> RefundEvent.Kind.SUCCEEDED;
            case FAILED -> RefundEvent.Kind.FAILED;
            case CANCELLED -> RefundEvent.Kind.CANCELLED;
        };
        events.publishEvent(new RefundEvent(kind, refund, Map.of("status", before), now));
        if (refund.status() == RefundStatus.PENDING) {
            return;
        }
        boolean done = refund.status() == RefundStatus.SUCCEEDED;
        long shownBefore =
                done ? payment.refundedAmount() - refund.amount() : payment.refundedAmount() + refund.amount();
        events.publishEvent(new PaymentEvent(
                done ? PaymentEvent.Kind.REFUNDED : PaymentEvent.Kind.REFUND_FAILED,
                payment,
                invoices.get(payment.invoiceId()).subscriptionId(),
                Map.of("refunded_amount", shownBefore),
                now));
    }
}
