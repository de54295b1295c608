package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;

/**
 * Gives back time that was billed in advance and will not be used.
 * <pre>
 * billed     1 Jan ──────────────────────── 1 Feb      3100, after a discount of 310
 * unused              12 Jan ────────────── 1 Feb      20 of 31 days: -(3100 - 310) × 20/31 = -1800
 * </pre>
 * A share of what was billed, discounts taken off, whether or not prices changed since. It is computed from the exact price
 * of the whole period: so it is what the same time would be charged, and a change and the change back cancel out.
 */
final class UnusedTime {

    private UnusedTime() {}

    /** What {@code notCredited} gives back from {@code cut} on: {@link #credits}, or {@link #waivers} if nothing is to be given back. */
    static List<DraftLine> settle(
            BilledSubscription billed, List<BilledLine> notCredited, Instant cut, boolean givesBack) {
        return givesBack
                ? credits(notCredited, cut, billed.granularity(), billed.zone())
                : waivers(notCredited, cut, billed.granularity(), billed.zone());
    }

    /** One line for each of {@code billed} that has unused time from {@code cut} on. What was free gives nothing back. */
    static List<DraftLine> credits(List<BilledLine> billed, Instant cut, Granularity granularity, ZoneId zone) {
        return lines(billed, cut, granularity, zone, false);
    }

    /**
     * The same lines, worth nothing: a new period begins before the billed one is over, and it was asked that nothing be
     * given back. They keep the record straight: that time is served by something else from now on.
     */
    private static List<DraftLine> waivers(List<BilledLine> billed, Instant cut, Granularity granularity, ZoneId zone) {
        return lines(billed, cut, granularity, zone, true);
    }

    private static List<DraftLine> lines(
            List<BilledLine> billed, Instant cut, Granularity granularity, ZoneId zone, boolean waived) {
        var lines = new ArrayList<DraftLine>();
        for (var line : billed) {
            var end = line.period().end();
            var from = cut.isBefore(line.period().start()) ? line.period().start() : cut;
            // A day that its zone skipped has no length, and cost nothing.
            if (line.amount() != 0 && from.isBefore(end) && granularity.between(from, end, zone) > 0) {
                var unused = new Period(from, end);
                lines.add(waived ? waiver(line, unused) : credit(line, unused, granularity, zone));
            }
        }
        return lines;
    }

    private static DraftLine waiver(BilledLine line, Period unused) {
        return line(
                line, unused, 0, new Explanation("UNUSED_TIME", "0", null, null, null, null, "Not credited, as asked"));
    }

    private static DraftLine credit(BilledLine line, Period unused, Granularity granularity, ZoneId zone) {
        long billedUnits =
                granularity.between(line.period().start(), line.period().end(), zone);
        long unusedUnits = granularity.between(unused.start(), unused.end(), zone);
        var whole =
                line.whole() == null ? new WholePrice(BigDecimal.valueOf(line.amount()), billedUnits) : line.whole();
        // (whole × billed / units in the whole - discount) × unused / billed, over one denominator: one rounding.
        var billedExactly = whole.amount()
                .multiply(BigDecimal.valueOf(billedUnits))
                .subtract(BigDecimal.valueOf(line.discount()).multiply(BigDecimal.valueOf(whole.units())));
        var share = new Fraction(unusedUnits, Math.multiplyExact(billedUnits, whole.units()));
        // Not more than was billed; and where a discount took off a fraction that was billed as a whole cent, not less
        // than nothing.
        long credit = Math.max(0, Math.min(share.of(billedExactly), line.amount() - line.discount()));
        return line(line, unused, -credit, explanation(line, whole, billedUnits, unusedUnits, credit));
    }

    private static DraftLine line(BilledLine line, Period unused, long amount, Explanation explanation) {
        return new DraftLine(
                null,
                LineType.PRORATION_CREDIT,
                line.chargeCode(),
                "Unused time: " + line.description(),
                BigDecimal.ONE,
                null,
                amount,
                unused,
                explanation,
                null,
                line.id(),
                line.tax(),
                null);
    }

    private static Explanation explanation(
            BilledLine line, WholePrice whole, long billedUnits, long unusedUnits, long credit) {
        var price = whole.amount().stripTrailingZeros().toPlainString();
        String formula;
        if (line.discount() == 0) {
            formula = "-(" + price + " × " + unusedUnits + "/" + whole.units() + ")";
        } else {
            var billed = billedUnits == whole.units() ? price : price + " × " + billedUnits + "/" + whole.units();
            formula = "-((" + billed + " - " + line.discount() + ") × " + unusedUnits + "/" + billedUnits + ")";
        }
        return new Explanation(
                "UNUSED_TIME",
                formula + " = " + -credit,
                null,
                unusedUnits + "/" + whole.units(),
                null,
                "HALF_UP",
                null);
    }
}
