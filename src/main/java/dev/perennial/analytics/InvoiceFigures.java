package dev.perennial.analytics;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.perennial.analytics.domain.Figure;
import dev.perennial.analytics.domain.FigureChange;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.tax.domain.TaxRate;

/**
 * What invoices add to figures: pure. What is billed counts on the day of the event, what is owed on the day on which
 * it is due.
 */
final class InvoiceFigures {

    private InvoiceFigures() {}

    static List<FigureChange> of(InvoiceEvent event) {
        var invoice = event.invoice();
        var on = LocalDate.ofInstant(event.occurredAt(), ZoneOffset.UTC);
        var changes = new ArrayList<FigureChange>();
        switch (event.kind()) {
            case FINALIZED -> changes.addAll(billed(invoice, on, 1));
            case VOIDED -> {
                if (statusBefore(event) != InvoiceStatus.DRAFT) {
                    changes.addAll(billed(invoice, on, -1));
                }
            }
            case CREATED,
                    PAID,
                    PAYMENT_RECORDED,
                    CREDIT_APPLIED,
                    DUE_REDUCED,
                    PAYMENT_FAILED,
                    PAST_DUE,
                    REOPENED,
                    UNCOLLECTIBLE -> {
                // What was billed stays so.
            }
        }
        changes.addAll(owed(event, on));
        return changes;
    }

    /** Credit that is sold is no revenue yet: what it pays for will be. */
    private static List<FigureChange> billed(InvoiceSnapshot invoice, LocalDate on, int sign) {
        if (invoice.kind() == InvoiceKind.PREPAID) {
            return List.of();
        }
        var currency = invoice.currency();
        var changes = new ArrayList<FigureChange>();
        changes.add(FigureChange.of(Figure.GROSS_REVENUE, currency, on, sign * invoice.subtotal(), sign));
        changes.add(FigureChange.of(Figure.DISCOUNTS, currency, on, sign * invoice.discountTotal(), 0));
        changes.addAll(taxes(invoice.taxes(), currency, on, sign));
        invoice.lines().stream()
                .filter(line -> line.type() == LineType.USAGE)
                .forEach(line -> changes.add(usage(line, currency, on, sign)));
        return changes;
    }

    private static FigureChange usage(InvoiceLineSnapshot line, String currency, LocalDate on, int sign) {
        return new FigureChange(
                Figure.USAGE,
                currency,
                on,
                String.valueOf(line.chargeCode()),
                sign * (line.amount() - line.discountAmount()),
                sign,
                sign < 0 ? line.quantity().negate() : line.quantity());
    }

    /** By place: the country, and what of it has a rate of its own. */
    static List<FigureChange> taxes(List<LineTax> taxes, String currency, LocalDate on, int sign) {
        return taxes.stream()
                .map(tax -> new FigureChange(Figure.TAX, currency, on, place(tax.rate()), sign * tax.amount(), 0))
                .toList();
    }

    private static String place(TaxRate rate) {
        return Stream.of(rate.country(), rate.state(), rate.city())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("-"));
    }

    private static List<FigureChange> owed(InvoiceEvent event, LocalDate on) {
        var after = event.invoice();
        var statusBefore = statusBefore(event);
        boolean isBorn = event.kind() == InvoiceEvent.Kind.FINALIZED;
        long dueBefore = event.previous().get("amount_due") instanceof Number due ? due.longValue() : after.amountDue();
        long awaitedBefore = !isBorn && statusBefore.isAwaited() ? dueBefore : 0;
        long awaited = after.status().isAwaited() ? after.amountDue() : 0;
        long lostBefore = !isBorn && statusBefore == InvoiceStatus.UNCOLLECTIBLE ? dueBefore : 0;
        long lost = after.status() == InvoiceStatus.UNCOLLECTIBLE ? after.amountDue() : 0;
        var dueOn = after.dueAt() == null ? on : LocalDate.ofInstant(after.dueAt(), ZoneOffset.UTC);
        return List.of(
                FigureChange.of(
                        Figure.RECEIVABLES,
                        after.currency(),
                        dueOn,
                        awaited - awaitedBefore,
                        Long.signum(awaited) - Long.signum(awaitedBefore)),
                FigureChange.of(
                        Figure.WRITTEN_OFF,
                        after.currency(),
                        on,
                        lost - lostBefore,
                        Long.signum(lost) - Long.signum(lostBefore)));
    }

    private static InvoiceStatus statusBefore(InvoiceEvent event) {
        return event.previous().get("status") instanceof InvoiceStatus status
                ? status
                : event.invoice().status();
    }
}
