package dev.perennial.analytics;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.FigureChange;
import dev.perennial.dunning.DunningEvent;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.creditnote.CreditNoteEvent;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.payment.RefundEvent;
import dev.perennial.payment.domain.RefundStatus;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.subscription.SubscriptionEvent;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Hears what figures are made of, in the transaction in which it happens. */
@Component
class FigureListener {
    private final FigureStore figures;
    private final InvoiceService invoices;

    FigureListener(FigureStore figures, InvoiceService invoices) {
        this.figures = figures;
        this.invoices = invoices;
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
        figures.add(events.stream().flatMap(event -> changes(event).stream()).toList());
    }

    private List<FigureChange> changes(DomainEvent event) {
        var on = LocalDate.ofInstant(event.occurredAt(), ZoneOffset.UTC);
        return switch (event) {
            case InvoiceEvent invoice -> InvoiceFigures.of(invoice);
            case CreditNoteEvent note -> credited(note, on);
            case PaymentEvent payment -> collected(payment, on);
            case RefundEvent refund -> refunded(refund, on);
            case SubscriptionEvent subscription -> tried(subscription, on);
            case DunningEvent dunning -> chased(dunning, on);
            default -> List.of();
        };
    }

    private List<FigureChange> credited(CreditNoteEvent event, LocalDate on) {
        var note = event.note();
        boolean takesRevenueBack = switch (event.kind()) {
            case CREATED -> invoices.get(note.invoiceId()).kind() != InvoiceKind.PREPAID;
            case REFUND_FAILED -> false;
        };
        if (!takesRevenueBack) {
            return List.of();
        }
        var changes = new ArrayList<FigureChange>();
        changes.add(FigureChange.of(Figure.CREDIT_NOTES, note.currency(), on, note.subtotal(), 1));
        changes.addAll(InvoiceFigures.taxes(note.taxes(), note.currency(), on, -1));
        return changes;
    }

    private static List<FigureChange> collected(PaymentEvent event, LocalDate on) {
        var payment = event.payment();
        return switch (event.kind()) {
            case SUCCEEDED ->
                List.of(new FigureChange(
                        Figure.CASH_COLLECTED, payment.currency(), on, payment.gateway(), payment.amount(), 1));
            case CREATED,
                    FAILED,
                    CANCELLED,
                    REQUIRES_ACTION,
                    PROCESSING,
                    UNKNOWN,
                    REQUEUED,
                    REFUNDED,
                    REFUND_FAILED,
                    DISPUTED -> List.of();
        };
    }

    /** A refund may come back weeks after it seemed done. */
    private static List<FigureChange> refunded(RefundEvent event, LocalDate on) {
        var refund = event.refund();
        int sign = switch (event.kind()) {
            case SUCCEEDED -> 1;
            case FAILED -> event.previous().get("status") == RefundStatus.SUCCEEDED ? -1 : 0;
            case CREATED, SENT, CANCELLED -> 0;
        };
        return sign == 0
                ? List.of()
                : List.of(FigureChange.of(Figure.REFUNDS, refund.currency(), on, sign * refund.amount(), sign));
    }

    private static List<FigureChange> tried(SubscriptionEvent event, LocalDate on) {
        var now = event.subscription().status();
        // Old values come as they were, or as JSON, which puts them in quotes.
        var before = String.valueOf(event.previous().get("status")).replace("\"", "");
        boolean wasTrial = before.equals(SubscriptionStatus.TRIALING.name());
        boolean begins = event.kind() == SubscriptionEvent.Kind.CREATED || !before.equals("null");
        Figure figure;
        if (now == SubscriptionStatus.TRIALING && begins) {
            figure = Figure.TRIALS_STARTED;
        } else if (now == SubscriptionStatus.ACTIVE && wasTrial) {
            figure = Figure.TRIALS_CONVERTED;
        } else if (now == SubscriptionStatus.CANCELLED && wasTrial) {
            figure = Figure.TRIALS_LOST;
        } else {
            return List.of();
        }
        return List.of(FigureChange.of(figure, event.subscription().currency(), on, 0, 1));
    }

    private List<FigureChange> chased(DunningEvent event, LocalDate on) {
        return switch (event.kind()) {
            case OPENED -> {
                var invoice = invoices.get(event.dunningCase().invoiceId());
                yield List.of(FigureChange.of(Figure.DUNNING_OPENED, invoice.currency(), on, invoice.amountDue(), 1));
            }
            case CLOSED -> {
                var invoice = invoices.get(event.dunningCase().invoiceId());
                yield invoice.status() == InvoiceStatus.PAID
                        ? List.of(FigureChange.of(
                                Figure.DUNNING_RECOVERED, invoice.currency(), on, invoice.amountPaid(), 1))
                        : List.of();
            }
            case ATTEMPT_FAILED, METHOD_AWAITED, REMINDED, LAST_NOTICE, RESTARTED, EXHAUSTED -> List.of();
        };
    }
}
