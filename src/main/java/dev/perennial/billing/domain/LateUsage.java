package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Map;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.time.Period;

/**
 * Usage of a period that is billed already, to be added up again because something was reported for it since.
 *
 * @param terms what it was billed by
 * @param billed what is on invoices already, by code of the charge
 */
public record LateUsage(Period period, Terms terms, Map<String, Billed> billed) {

    /**
     * What a charge was billed with, on however many invoices.
     *
     * @param amount minor units
     */
    public record Billed(BigDecimal quantity, long amount) {
        static final Billed NOTHING = new Billed(BigDecimal.ZERO, 0);

        boolean isNothing() {
            return quantity.signum() == 0 && amount == 0;
        }
    }

    /** A draft that was to wait for late usage, with all usage of the period that there is by now. */
    public InvoiceDraft revise(InvoiceDraft draft, Usage usage) {
        var lines = new ArrayList<>(draft.lines());
        var first = lines.stream().filter(this::isBilledHere).findFirst();
        int at = first.isPresent() ? lines.indexOf(first.get()) : lines.size();
        lines.removeIf(this::isBilledHere);
        lines.addAll(at, ChargeLines.forLateUsage(this, draft.currency(), usage));
        return draft.withLines(lines);
    }

    private boolean isBilledHere(DraftLine line) {
        return line.type() == LineType.USAGE && period.equals(line.period());
    }

    Billed billedFor(String chargeCode) {
        return billed.getOrDefault(chargeCode, Billed.NOTHING);
    }
}
