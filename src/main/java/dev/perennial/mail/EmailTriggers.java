package dev.perennial.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.account.PaymentMethodEvent;
import dev.perennial.dunning.DunningCaseSnapshot;
import dev.perennial.dunning.DunningEvent;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.mail.Emails.NewEmail;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.tenant.EmailKind;
import dev.perennial.tenant.TenantService;

/** Hears of what customers are to be told, and queues it if the tenant wants it told by e-mail. */
@Component
class EmailTriggers {
    private final Emails emails;
    private final TenantService tenants;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final boolean canSend;

    EmailTriggers(
            Emails emails,
            TenantService tenants,
            InvoiceService invoices,
            PaymentService payments,
            ObjectProvider<Postman> postman) {
        this.emails = emails;
        this.tenants = tenants;
        this.invoices = invoices;
        this.payments = payments;
        this.canSend = postman.getIfAvailable() != null;
    }

    @EventListener
    void on(DomainEvents batch) {
        var sent = batch.events().stream()
                .filter(InvoiceEvent.class::isInstance)
                .map(InvoiceEvent.class::cast)
                .filter(event -> event.kind() == InvoiceEvent.Kind.FINALIZED)
                .map(InvoiceEvent::invoice)
                .filter(invoice -> invoice.collection() == CollectionMethod.SEND_INVOICE && invoice.amountDue() > 0)
                .toList();
        if (!sent.isEmpty() && isWanted(EmailKind.INVOICE)) {
            emails.queue(sent.stream()
                    .map(invoice -> new NewEmail(
                            EmailKind.INVOICE, invoice.id().toString(), invoice.accountId(), due(invoice, null, false)))
                    .toList());
        }
    }

    @EventListener
    void on(PaymentEvent event) {
        if (event.kind() == PaymentEvent.Kind.SUCCEEDED && isWanted(EmailKind.RECEIPT)) {
            var payment = event.payment();
            var occasion = payment.id().toString();
            emails.queue(List.of(new NewEmail(EmailKind.RECEIPT, occasion, payment.accountId(), receipt(payment))));
        }
    }

    @EventListener
    void on(DunningEvent event) {
        var dunningCase = event.dunningCase();
        var slot = dunningCase.id() + "-" + dunningCase.round() + "-" + dunningCase.slot();
        switch (event.kind()) {
            case OPENED, ATTEMPT_FAILED ->
                tell(EmailKind.PAYMENT_FAILED, String.valueOf(event.paymentId()), dunningCase, event.paymentId());
            case METHOD_AWAITED -> tell(EmailKind.PAYMENT_FAILED, slot, dunningCase, null);
            case REMINDED -> tell(EmailKind.REMINDER, slot, dunningCase, null);
            case LAST_NOTICE ->
                tell(
                        EmailKind.FINAL_NOTICE,
                        dunningCase.id() + "-" + dunningCase.round(),
                        dunningCase,
                        event.paymentId());
            case RESTARTED, EXHAUSTED, CLOSED -> {
                // The customer knows, or need not.
            }
        }
    }

    @EventListener
    void on(PaymentMethodEvent event) {
        if (event.kind() == PaymentMethodEvent.Kind.EXPIRING && isWanted(EmailKind.CARD_EXPIRING)) {
            var card = event.method();
            var facts = new EmailFacts(
                    null, null, null, null, 0, 0, event.occurredAt(), null, false, true, null, card.last4());
            var occasion = card.id() + "-" + card.expYear() + "-" + card.expMonth();
            emails.queue(List.of(new NewEmail(EmailKind.CARD_EXPIRING, occasion, card.accountId(), facts)));
        }
    }

    private void tell(EmailKind kind, String occasion, DunningCaseSnapshot dunningCase, @Nullable UUID paymentId) {
        if (!isWanted(kind)) {
            return;
        }
        var invoice = invoices.get(dunningCase.invoiceId());
        var actionUrl = Optional.ofNullable(paymentId)
                .map(payments::get)
                .map(PaymentSnapshot::actionUrl)
                .orElse(null);
        var nextAt = dunningCase.nextStep() == StepKind.FINAL_ACTION
                        || (dunningCase.nextStep() == StepKind.RETRY && !dunningCase.waitsForPaymentMethod())
                ? dunningCase.nextStepAt()
                : null;
        var facts = due(invoice, nextAt, dunningCase.waitsForPaymentMethod());
        emails.queue(List.of(new NewEmail(kind, occasion, invoice.accountId(), facts.confirmedAt(actionUrl))));
    }

    private static EmailFacts due(InvoiceSnapshot invoice, @Nullable Instant nextAt, boolean needsMethod) {
        return new EmailFacts(
                invoice.id(),
                invoice.number(),
                null,
                invoice.currency(),
                invoice.amountDue(),
                invoice.amountDue(),
                invoice.dueAt(),
                nextAt,
                invoice.status() == InvoiceStatus.PAST_DUE,
                needsMethod,
                null,
                null);
    }

    private EmailFacts receipt(PaymentSnapshot payment) {
        var invoice = invoices.get(payment.invoiceId());
        return new EmailFacts(
                invoice.id(),
                invoice.number(),
                payment.id(),
                payment.currency(),
                payment.amount(),
                // Heard before the invoice took the payment.
                Math.max(0, invoice.amountDue() - payment.amount()),
                payment.updatedAt(),
                null,
                false,
                false,
                null,
                null);
    }

    private boolean isWanted(EmailKind kind) {
        return canSend && tenants.settings().emailsOrNone().contains(kind);
    }
}
