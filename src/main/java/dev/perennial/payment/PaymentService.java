package dev.perennial.payment;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
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

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Money;

/** Attempts to collect, and what came of them. Calls no gateway: see {@link Collector}. */
@Service
public class PaymentService {
    private static final Logger log = LoggerFactory.getLogger(PaymentService.class);
    private static final EnumSet<PaymentStatus> IN_FLIGHT = EnumSet.of(
            PaymentStatus.PENDING, PaymentStatus.PROCESSING, PaymentStatus.REQUIRES_ACTION, PaymentStatus.UNKNOWN);
    private final PaymentRepository payments;
    private final InvoiceService invoices;
    private final InvoiceSettlement settlement;
    private final BillingProfiles accounts;
    private final PaymentMethodService methods;
    private final RefundService refunds;
    private final ApplicationEventPublisher events;
    private final MeterRegistry meters;
    private final Clock clock;

    PaymentService(
            PaymentRepository payments,
            InvoiceService invoices,
            InvoiceSettlement settlement,
            BillingProfiles accounts,
            PaymentMethodService methods,
            RefundService refunds,
            ApplicationEventPublisher events,
            MeterRegistry meters,
            Clock clock) {
        this.payments = payments;
        this.invoices = invoices;
        this.settlement = settlement;
        this.accounts = accounts;
        this.methods = methods;
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
     * What must go to the gateway for an attempt.
     *
     * @param gateway that it is for
     * @param lookUp whether it may have been sent before, so that its outcome must be found out rather than made
     * @param request empty when there is no payment method to charge
     */
    record Work(String gateway, boolean lookUp, Optional<ChargeRequest> request) {
        /** The same for a payment that the gateway knows by this name. */
        Work at(String gatewayPaymentId) {
            return new Work(gateway, lookUp, request.map(sent -> sent.at(gatewayPaymentId)));
        }
    }

    /** Reads an attempt that was claimed, and fixes by which method it is sent if this is the first time. */
    @Transactional
    Work prepare(GatewayClaims.Claim claim, Instant wallClock) {
        var payment = find(claim.id());
        // Its turn may come so late that somebody else has taken it over.
        boolean sentBefore = claim.sentBefore() || !payment.isHeldBy(claim);
        return work(payment, sentBefore, wallClock);
    }

    /** As {@link #prepare}, of an attempt that the gateway knows. */
    @Transactional
    Work sent(UUID paymentId, Instant wallClock) {
        return work(find(paymentId), true, wallClock);
    }

    private Work work(Payment payment, boolean sentBefore, Instant wallClock) {
        boolean lookUp = sentBefore || payment.status() != PaymentStatus.PENDING;
        if (payment.gatewayPaymentMethodId() == null) {
            chooseMethod(payment);
        }
        var customerId = payment.gatewayCustomerId();
        var methodId = payment.gatewayPaymentMethodId();
        if (customerId == null || methodId == null) {
            // Nothing can have been sent without a method, whatever the claim says.
            return new Work(payment.gateway(), false, Optional.empty());
        }
        var sentAt = payment.sentAt();
        return new Work(
                payment.gateway(),
                lookUp,
                Optional.of(new ChargeRequest(
                        CurrentTenant.id(),
                        payment.accountId(),
                        payment.invoiceId(),
                        payment.id(),
                        payment.idempotencyKey(),
                        new Money(payment.amount(), Currency.getInstance(payment.currency())),
                        customerId,
                        methodId,
                        payment.gatewayPaymentId(),
                        sentAt == null ? wallClock : sentAt,
                        invoices.numberOf(payment.invoiceId()))));
    }

    /** A closed account is asked for nothing any more, whatever method it had. */
    private void chooseMethod(Payment payment) {
        var customerId = accounts.living(payment.accountId())
                .map(BillingProfile::gatewayCustomerId)
                .orElse(null);
        var methodId = payment.paymentMethodId();
        if (customerId != null && methodId != null) {
            methods.find(methodId).ifPresent(method -> payment.sendBy(customerId, method.gatewayPaymentMethodId()));
        }
    }

    /**
     * Takes note of what came of a claim, as {@link #settle(UUID, ChargeOutcome, Instant)}. That nothing was charged
     * proves nothing any more when somebody else has taken the attempt over since: he may have sent it as well.
     */
    @Transactional
    PaymentSnapshot settle(GatewayClaims.Claim claim, ChargeOutcome outcome, Instant wallClock) {
        return settle(
                claim.id(),
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
        return settle(paymentId, payment -> outcome, wallClock);
    }

    private PaymentSnapshot settle(UUID paymentId, Function<Payment, ChargeOutcome> outcome, Instant wallClock) {
        // Invoice first, then payment: everybody locks in this order. Nothing is read before it is locked.
        var invoiceId = payments.invoiceOf(paymentId).orElseThrow(() -> DomainException.notFound("payment", paymentId));
        var invoice = invoices.findForUpdate(invoiceId);
        var payment = payments.findForUpdate(paymentId).orElseThrow();
        var before = payment.snapshot();
        boolean changed = payment.settle(outcome.apply(payment), clock.instant(), wallClock);
        payments.flush();
        if (!changed) {
            return payment.snapshot();
        }
        if (before.status() == PaymentStatus.PENDING) {
            settlement.countAttempt(invoice.id());
        }
        announce(payment.snapshot(), before, invoice);
        switch (payment.status()) {
            case SUCCEEDED -> credit(payment, invoice, wallClock);
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

    private void credit(Payment payment, InvoiceSnapshot invoice, Instant wallClock) {
        if (invoice.status().isCollectible() && payment.amount() <= invoice.amountDue()) {
            settlement.recordPayment(invoice, payment.amount());
            return;
        }
        // The money is real, but nobody owed it: it goes back where it came from.
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
