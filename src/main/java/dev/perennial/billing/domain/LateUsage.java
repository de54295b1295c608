package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.Period;

/**
 * Usage of a period that is billed already, to be added up again because something was reported for it since.
 *
 * @param terms what it was billed by
 * @param billed what is on invoices already, by code of the charge
 * @param topUps what the period was topped up with to the least that was agreed
 */
public record LateUsage(Period period, Terms terms, Map<String, Billed> billed, List<TopUp> topUps) {

    /**
     * What a charge was billed with, on however many invoices. Amounts are minor units, as priced.
     *
     * @param amount voided invoices included: what they billed is not billed again
     * @param standing of invoices that are not void
     * @param takenOff of {@code standing}, by discounts and credit notes
     */
    public record Billed(BigDecimal quantity, long amount, long standing, long takenOff) {
        static final Billed NOTHING = new Billed(BigDecimal.ZERO, 0);

        /** On invoices that stand, with nothing taken off. */
        Billed(BigDecimal quantity, long amount) {
            this(quantity, amount, amount, 0);
        }

        boolean isNothing() {
            return quantity.signum() == 0 && amount == 0;
        }

        /**
         * What was charged for usage that was priced at so much: the share of it that was not taken off, and nothing if
         * it is void.
         */
        long charged(long priced) {
            if (standing <= 0) {
                return 0;
            }
            long part = Math.min(priced, standing);
            return part - new Fraction(part, standing).of(Math.max(takenOff, 0));
        }
    }

    /** A draft that was to wait for late usage, with all usage of the period that there is by now. */
    public InvoiceDraft revise(InvoiceDraft draft, Usage usage) {
        var lines = new ArrayList<>(draft.lines());
        var first = lines.stream().filter(this::isBilledHere).findFirst();
        int at = first.isPresent() ? lines.indexOf(first.get()) : lines.size();
        var topped = lines.stream().filter(this::isToppedUpHere).toList();
        lines.removeIf(line -> isBilledHere(line) || isToppedUpHere(line));
        var used = ChargeLines.forLateUsage(this, draft.currency(), usage);
        lines.addAll(at, used);
        lines.addAll(at + used.size(), again(topped.stream().map(TopUp::of).toList(), used));
        return draft.withLines(lines);
    }

    private boolean isBilledHere(DraftLine line) {
        return line.type() == LineType.USAGE && period.equals(line.period());
    }

    private boolean isToppedUpHere(DraftLine line) {
        return line.type() == LineType.MINIMUM_COMMITMENT && period.equals(line.period());
    }

    /** What is to be billed of it now: usage that was reported late, and the less that is missing for it. */
    List<DraftLine> lines(String currency, Usage usage) {
        var lines = new ArrayList<>(ChargeLines.forLateUsage(this, currency, usage));
        lines.addAll(again(topUps, lines));
        return TakenBack.asCharged(lines, this);
    }

    private List<DraftLine> again(List<TopUp> before, List<DraftLine> late) {
        var used = new HashMap<String, Long>();
        billed.forEach((code, sum) -> used.put(code, sum.amount()));
        late.forEach(line -> used.merge(String.valueOf(line.chargeCode()), line.amount(), Long::sum));
        return TopUp.again(before, used, period);
    }

    Billed billedFor(String chargeCode) {
        return billed.getOrDefault(chargeCode, Billed.NOTHING);
    }
}
