package dev.perennial.payment;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.payment.gateway.GatewayDispute;
import dev.perennial.platform.persistence.KeysetPages;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

/**
 * Disputes, followed as the gateway tells of them. The bank decides, so the invoice stays paid: what a lost dispute
 * means for the customer's debt is a decision for people.
 */
@Service
public class DisputeService {
    private final DisputeRepository disputes;
    private final PaymentRepository payments;
    private final InvoiceService invoices;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    DisputeService(
            DisputeRepository disputes,
            PaymentRepository payments,
            InvoiceService invoices,
            ApplicationEventPublisher events,
            Clock clock) {
        this.disputes = disputes;
        this.payments = payments;
        this.invoices = invoices;
        this.events = events;
        this.clock = clock;
    }

    /** The disputes of a payment, newest first. Fails with {@code payment_not_found}. */
    @Transactional(readOnly = true)
    public List<DisputeSnapshot> list(UUID paymentId) {
        if (!payments.existsById(paymentId)) {
            throw DomainException.notFound("payment", paymentId);
        }
        return disputes.findByPaymentIdOrderByIdDesc(paymentId).stream()
                .map(Dispute::snapshot)
                .toList();
    }

    /** The disputes of all payments, newest first. */
    @Transactional(readOnly = true)
    public Page<DisputeSnapshot> listAll(PageQuery page) {
        return KeysetPages.read(disputes, page, (dispute, where) -> {}).map(Dispute::snapshot);
    }

    /** Takes note of where a dispute stands. News that is older than what is known changes nothing. */
    @Transactional
    public void note(UUID paymentId, GatewayDispute news) {
        var payment =
                payments.findForUpdate(paymentId).orElseThrow(() -> DomainException.notFound("payment", paymentId));
        var before = payment.snapshot();
        var now = clock.instant();
        var known = disputes.findByGatewayDisputeId(news.gatewayDisputeId());
        var dispute = known.orElseGet(() -> disputes.save(new Dispute(UuidV7.next(), payment, news, now)));
        if (known.isPresent() && !dispute.follow(news.status(), now)) {
            return;
        }
        disputes.flush();
        long held = disputes.findByPaymentIdOrderByIdDesc(paymentId).stream()
                .mapToLong(Dispute::held)
                .sum();
        payment.dispute(dispute.status(), held, now);
        payments.flush();
        var previous = new HashMap<String, Object>();
        previous.put("dispute_status", before.disputeStatus());
        previous.put("disputed_amount", before.disputedAmount());
        events.publishEvent(new PaymentEvent(
                PaymentEvent.Kind.DISPUTED,
                payment.snapshot(),
                invoices.get(payment.invoiceId()).subscriptionId(),
                previous,
                now));
    }
}
