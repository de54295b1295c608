package dev.perennial.revenue;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.credit.CreditEvent;
import dev.perennial.credit.CreditSnapshot;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.creditnote.CreditNoteEvent;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.payment.RefundEvent;
import dev.perennial.payment.domain.RefundStatus;
import dev.perennial.revenue.domain.TaskKind;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;

/** Notes what happens to money in the transaction in which it happens: one narrow row each, in one statement. */
@Component
class RevenueListener {
    private final TaskStore tasks;

    RevenueListener(TaskStore tasks) {
        this.tasks = tasks;
    }

    @EventListener
    void on(DomainEvent event) {
        hear(List.of(event));
    }

    @EventListener
    void on(DomainEvents batch) {
        hear(batch.events());
    }

    private void hear(Collection<? extends DomainEvent> events) {
        tasks.add(events.stream().flatMap(RevenueListener::tasks).toList());
    }

    private static Stream<RevenueTask> tasks(DomainEvent event) {
        return switch (event) {
            case InvoiceEvent invoice -> ofInvoice(invoice);
            case CreditNoteEvent note -> ofCreditNote(note);
            case PaymentEvent payment
            when payment.kind() == PaymentEvent.Kind.SUCCEEDED ->
                Stream.of(task(
                        TaskKind.PAYMENT,
                        event,
                        payment.payment().currency(),
                        payment.payment().amount()));
            case RefundEvent refund -> ofRefund(refund);
            case CreditEvent credit -> ofCredit(credit);
            default -> Stream.of();
        };
    }

    private static Stream<RevenueTask> ofInvoice(InvoiceEvent event) {
        var invoice = event.invoice();
        var statusBefore = event.previous().get("status") instanceof InvoiceStatus status ? status : invoice.status();
        return switch (event.kind()) {
            case FINALIZED -> Stream.of(task(TaskKind.INVOICE, event, invoice.currency(), 0));
            case VOIDED ->
                statusBefore == InvoiceStatus.DRAFT
                        ? Stream.of()
                        : Stream.of(task(TaskKind.VOID, event, invoice.currency(), 0));
            case CREATED,
                    PAID,
                    PAYMENT_RECORDED,
                    CREDIT_APPLIED,
                    DUE_REDUCED,
                    PAYMENT_FAILED,
                    PAST_DUE,
                    REOPENED,
                    UNCOLLECTIBLE -> {
                long dueBefore = event.previous().get("amount_due") instanceof Number due
                        ? due.longValue()
                        : invoice.amountDue();
                long given = givenUp(invoice.status(), invoice.amountDue()) - givenUp(statusBefore, dueBefore);
                yield given == 0 ? Stream.of() : Stream.of(task(TaskKind.WRITE_OFF, event, invoice.currency(), given));
            }
        };
    }

    private static long givenUp(InvoiceStatus status, long due) {
        return status == InvoiceStatus.UNCOLLECTIBLE ? due : 0;
    }

    private static Stream<RevenueTask> ofRefund(RefundEvent event) {
        var refund = event.refund();
        return switch (event.kind()) {
            case SUCCEEDED -> Stream.of(task(TaskKind.REFUND, event, refund.currency(), refund.amount()));
            case FAILED ->
                event.previous().get("status") == RefundStatus.SUCCEEDED
                        ? Stream.of(task(TaskKind.REFUND_RETURNED, event, refund.currency(), refund.amount()))
                        : Stream.of();
            case CREATED, SENT, CANCELLED -> Stream.of();
        };
    }

    private static Stream<RevenueTask> ofCreditNote(CreditNoteEvent event) {
        return switch (event.kind()) {
            case CREATED ->
                Stream.of(task(TaskKind.CREDIT_NOTE, event, event.note().currency(), 0));
            // The refund tells by itself that it came back, and the credit that takes its place that it was granted.
            case REFUND_FAILED -> Stream.of();
        };
    }

    private static Stream<RevenueTask> ofCredit(CreditEvent event) {
        var credit = event.credit();
        long remainingBefore =
                event.previous().get("remaining") instanceof Number remaining ? remaining.longValue() : 0;
        return Stream.of(
                switch (event.kind()) {
                    case GRANTED, IMPORTED -> task(origin(credit), event, credit.currency(), credit.amount());
                    case APPLIED, RETURNED ->
                        task(TaskKind.CREDIT_APPLIED, event, credit.currency(), remainingBefore - credit.remaining());
                    case EXPIRED -> task(TaskKind.CREDIT_EXPIRED, event, credit.currency(), remainingBefore);
                    case REVOKED, RESTORED -> withdrawn(credit, event, remainingBefore - credit.remaining());
                });
    }

    /** What an invoice gave goes back to what it asks for; what was given by hand is promoted no more. */
    private static RevenueTask withdrawn(CreditSnapshot credit, CreditEvent event, long amount) {
        return credit.invoiceId() == null
                ? task(TaskKind.CREDIT_REVOKED, event, credit.currency(), amount)
                : task(TaskKind.CREDIT_OF_INVOICE, event, credit.currency(), -amount);
    }

    private static TaskKind origin(CreditSnapshot credit) {
        if (credit.invoiceId() != null) {
            return TaskKind.CREDIT_OF_INVOICE;
        }
        return credit.creditNoteId() != null ? TaskKind.CREDIT_OF_NOTE : TaskKind.CREDIT_GRANTED;
    }

    private static RevenueTask task(TaskKind kind, DomainEvent event, String currency, long amount) {
        return new RevenueTask(
                UuidV7.next(),
                kind,
                event.objectId(),
                Objects.requireNonNull(event.accountId()),
                currency,
                amount,
                event.occurredAt());
    }
}
