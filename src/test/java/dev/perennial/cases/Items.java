package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.time.Period;

/**
 * The lines of invoices in the words of Kill Bill: RECURRING, REPAIR_ADJ for unused time, FIXED, and CBA_ADJ for
 * credit.
 */
final class Items {
    private final ZoneId zone;

    Items(ZoneId zone) {
        this.zone = zone;
    }

    /** Of several invoices, one after the other. */
    List<Map<String, Object>> of(List<InvoiceDraft> invoices) {
        return invoices.stream().flatMap(invoice -> of(invoice).stream()).toList();
    }

    List<Map<String, Object>> of(InvoiceDraft invoice) {
        var from = Objects.requireNonNull(invoice.period()).start();
        return invoice.lines().stream().map(line -> item(line, from)).toList();
    }

    /** Together with what a negative total leaves to the account as credit. */
    List<Map<String, Object>> withCredit(InvoiceDraft invoice) {
        var items = new ArrayList<>(of(invoice));
        if (invoice.total() < 0) {
            var on = date(Objects.requireNonNull(invoice.period()).start());
            items.add(item(on, on, "CBA_ADJ", -invoice.total()));
        }
        return items;
    }

    private Map<String, Object> item(DraftLine line, Instant invoiceFrom) {
        var period = line.period();
        return switch (line.type()) {
            case ONE_TIME -> item(date(invoiceFrom), Figures.NONE, "FIXED", line.amount());
            case PRORATION_CREDIT -> item(Objects.requireNonNull(period), "REPAIR_ADJ", line.amount());
            default -> item(Objects.requireNonNull(period), "RECURRING", line.amount());
        };
    }

    private Map<String, Object> item(Period period, String type, long amount) {
        return item(date(period.start()), date(period.end()), type, amount);
    }

    private static Map<String, Object> item(Object start, Object end, String type, long amount) {
        return Map.of("start", start, "end", end, "type", type, "amount", Figures.units(amount));
    }

    /** What of the billed time was not given back. */
    List<Served> served(PaperBilling paper) {
        var served = new ArrayList<Served>();
        for (var line : paper.lines()) {
            if (line.type() != LineType.PRORATION_CREDIT && line.period() != null) {
                served.add(served(paper, line, line.period()));
            }
        }
        return served.stream().filter(part -> part.start.isBefore(part.end)).toList();
    }

    private Served served(PaperBilling paper, DraftLine line, Period billed) {
        long amount = line.amount();
        var end = billed.end();
        for (var credit : paper.lines()) {
            if (credit.type() == LineType.PRORATION_CREDIT && Objects.equals(credit.creditedLineId(), line.id())) {
                amount += credit.amount();
                end = Objects.requireNonNull(credit.period()).start();
            }
        }
        return new Served(date(billed.start()), date(end), amount);
    }

    LocalDate date(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    /** Time that was billed and stayed billed. */
    record Served(LocalDate start, LocalDate end, long amount) {

        Map<String, Object> asItem() {
            return item(start, end, "RECURRING", amount);
        }

        Map<String, Object> asCycles() {
            return Map.of("start", start, "end", end, "cycles", BigDecimal.valueOf(amount, 9));
        }
    }
}
