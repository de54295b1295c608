package dev.perennial.payment;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** Attempts to collect, and what came of them. Calls no gateway: see {@link Collector}. */
@Service
public class PaymentService {
    private static final Logger log = LoggerFactory.getLogger(PaymentService.class);
    private static final EnumSet<PaymentStatus> IN_FLIGHT = EnumSet.of(
            PaymentStatus.PENDING, PaymentStatus.PROCESSING, PaymentStatus.REQUIRES_ACTION, PaymentStatus.UNKNOWN);
    private final PaymentRepository payments;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final RefundService refunds;
    private final ApplicationEventPublisher events;
    private final MeterRegistry meters;
    private final Clock clock;

    PaymentService(
            PaymentRepository payments,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            RefundService refunds,
            ApplicationEventPublisher events,
            MeterRegistry meters,
            Clock clock) {
        this.payments = payments;
        this.invoices = invoices;
        this.settlement = settlement;
        this.refunds = refunds;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    /** What a list of payments may be narrowed to; null means any. */
    public record Filter(
            @Nullable UUID accountId,
            @Nullable UUID invoiceId,
            @Nullable PaymentStatus status) {}

    /** Fails with {@code payment_not_found}. */
    @Transactional(readOnly = true)
    public PaymentSnapshot get(UUID id) {
        return find(id).snapshot();
    }

    /** The payment with this id, if there is one. */
    @Transactional(readOnly = true)
    Optional<PaymentSnapshot> lookUp(UUID id) {
        return payments.findById(id).map(Payment::snapshot);
    }

    /** All of some invoices, newest first, in one query. */
    @Transactional(readOnly = true)
    public List<PaymentSnapshot> ofInvoices(Collection<UUID> invoiceIds) {
        return payments.findByInvoiceIdInOrderByIdDesc(invoiceIds).stream()
                .map(Payment::snapshot)
                .toList();
    }

    /** Newest first. */
    @Transactional(readOnly = true)
    public Page<PaymentSnapshot> list(Filter filter, PageQuery page) {
        return KeysetPages.read(payments, page, (payment, where) -> {
                    where.equalIfGiven(payment.get("accountId"), filter.accountId());
                    where.equalIfGiven(payment.get("invoiceId"), filter.invoiceId());
                    where.equalIfGiven(payment.get("status"), filter.status());
                })
                .map(Payment::snapshot);
    }

    /** Fails with {@code payment_in_flight} when the outcome of a payment of the invoice is open. */
    @Transactional(readOnly = true)
    public void requireNoneInFlight(UUID invoiceId) {
        if (isInFlight(invoiceId)) {
            throw PaymentQueue.inFlight();
        }
    }

    /** Whether the outcome of a payment of the invoice is open. */
    @Transactional(readOnly = true)
    public boolean isInFlight(UUID invoiceId) {
        return payments.existsByInvoiceIdAndStatusIn(invoiceId, IN_FLIGHT);
    }

    /** The attempt that waits for the customer of this invoice to confirm, if one does. */
    @Transactional(readOnly = true)
    Optional<UUID> waitingForCustomer(UUID invoiceId) {
        return payments.findWaitingForCustomer(invoiceId);
    }

    /** Attempts of the current tenant whose outcome is not known. */
    @Transactional(readOnly = true)
    public List<UUID> unknown() {
        return payments.findUnknown();
    }

    /**
     * Takes note of what came of a claim, as {@link #settle(UUID, ChargeOutcome, Instant)}. That nothing was charged
     * proves nothing any more when somebody else has taken the attempt over since: he may have sent it as well.
     */
    @Transactional
    PaymentSnapshot settle(GatewayClaims.Claim claim, UUID invoiceId, ChargeOutcome outcome, Instant wallClock) {
        return settle(
                claim.id(),
                invoiceId,
                payment -> outcome instanceof ChargeOutcome.NotCharged(var reason) && !payment.isHeldBy(claim)
                        ? new ChargeOutcome.Unknown(reason)
                        : outcome,
                wallClock);
    }

    /**
     * Takes note of an outcome and pays the invoice with it, in one transaction. The same outcome twice, or one that
     * comes after the attempt was settled, changes nothing.
     */
    @Transactional
    public PaymentSnapshot settle(UUID paymentId, ChargeOutcome outcome, Instant wallClock) {
        var invoiceId = payments.invoiceOf(paymentId).orElseThrow(() -> DomainException.notFound("payment", paymentId));
        return settle(paymentId, invoiceId, payment -> outcome, wallClock);
    }

    private PaymentSnapshot settle(
            UUID paymentId, UUID invoiceId, Function<Payment, ChargeOutcome> outcome, Instant wallClock) {
        // Invoice first, then payment: everybody locks in this order. Nothing is read before it is locked.
        var invoice = invoices.findForUpdate(invoiceId);
        var payment = payments.findForUpdate(paymentId).orElseThrow();
        var before = payment.snapshot();
        boolean changed = payment.settle(outcome.apply(payment), clock.instant(), wallClock);
        payments.flush();
        if (!changed) {
            return payment.snapshot();
        }
        boolean isFirstOutcome = before.status() == PaymentStatus.PENDING;
        boolean pays = payment.status() == PaymentStatus.SUCCEEDED && isOwed(payment, invoice);
        if (isFirstOutcome && !pays) {
            settlement.countAttempt(invoice.id());
        }
        announce(payment.snapshot(), before, invoice);
        switch (payment.status()) {
            case SUCCEEDED -> {
                if (pays) {
                    settlement.recordCharge(invoice, payment.amount(), isFirstOutcome);
                } else {
                    sendBack(payment, invoice, wallClock);
                }
            }
            case FAILED -> settlement.recordFailedPayment(invoice.id());
            case PENDING, PROCESSING, REQUIRES_ACTION, UNKNOWN, CANCELLED -> {
                // The invoice waits as before.
            }
        }
        return payment.snapshot();
    }

    private void announce(PaymentSnapshot payment, PaymentSnapshot before, InvoiceSnapshot invoice) {
        var kind = switch (payment.status()) {
            case SUCCEEDED -> PaymentEvent.Kind.SUCCEEDED;
            case FAILED -> PaymentEvent.Kind.FAILED;
            case CANCELLED -> PaymentEvent.Kind.CANCELLED;
            case REQUIRES_ACTION -> PaymentEvent.Kind.REQUIRES_ACTION;
            case PROCESSING -> PaymentEvent.Kind.PROCESSING;
            case UNKNOWN -> PaymentEvent.Kind.UNKNOWN;
            case PENDING -> PaymentEvent.Kind.REQUEUED;
        };
        meters.counter("perennial.payments", "outcome", payment.status().name().toLowerCase(Locale.ROOT))
                .increment();
        var previous = new HashMap<String, Object>();
        if (before.status() != payment.status()) {
            previous.put("status", before.status());
        }
        if (!Objects.equals(before.actionUrl(), payment.actionUrl())) {
            previous.put("action_url", before.actionUrl());
        }
        events.publishEvent(new PaymentEvent(kind, payment, invoice.subscriptionId(), previous, clock.instant()));
    }

    private static boolean isOwed(Payment payment, InvoiceSnapshot invoice) {
        return invoice.status().isCollectible() && payment.amount() <= invoice.amountDue();
    }

    /** The money is real, but nobody owed it: it goes back where it came from. */
    private void sendBack(Payment payment, InvoiceSnapshot invoice, Instant wallClock) {
        log.error(
                "Payment {} succeeded, but invoice {} is {} with {} due; it is refunded",
                payment.id(),
                invoice.id(),
                invoice.status(),
                invoice.amountDue());
        payment.setAside();
        refunds.giveBack(payment, wallClock);
    }

    private Payment find(UUID id) {
        return payments.findById(id).orElseThrow(() -> DomainException.notFound("payment", id));
    }
}
