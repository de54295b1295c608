package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.Period;

/**
 * How much an invoice takes off of a coupon's amount, which is meant for a whole period. Where a plan bills only in arrears and a
 * period is billed in stretches, each gets its share. Where it bills in advance, too, the period had its amount when it began.
 * <pre>
 * in arrears   1 Jan ──── 16/31 ──── change ──── 15/31 ──── 1 Feb
 * in advance   1 Jan: all;  change: 15/31 given back, and taken off again
 * </pre>
 */
final class AmountShare {

    private AmountShare() {}

    /**
     * For an invoice that closes a period, at its end or early. With charges in advance, of the period or of the one that begins, it takes
     * off the whole amount.
     *
     * @param inAdvance what is on it for the period that begins
     * @param passed what is on it for the time that has passed
     */
    static Ratio ofPeriod(BilledSubscription billed, List<DraftLine> inAdvance, List<DraftLine> passed) {
        return inAdvance.isEmpty() && !passed.isEmpty() && !billsInAdvance(billed)
                ? ofPassed(billed, passed)
                : Ratio.ONE;
    }

    /**
     * For an invoice of a change within the period.
     *
     * @param passed what it bills of the time before the change
     * @param inAdvance what it bills of the rest of the period
     * @param givenBack which part of what the rest had off is given back beside it
     */
    static Ratio ofChange(
            BilledSubscription billed,
            List<DraftLine> passed,
            List<DraftLine> inAdvance,
            Period rest,
            Ratio givenBack) {
        var ofRest =
                inAdvance.isEmpty() ? Ratio.ZERO : billed.partOfPeriod(rest).times(givenBack);
        var ofPassed = billsInAdvance(billed) || passed.isEmpty() ? Ratio.ZERO : ofPassed(billed, passed);
        return ofPassed.plus(ofRest);
    }

    private static Ratio ofPassed(BilledSubscription billed, List<DraftLine> passed) {
        var periods =
                passed.stream().map(DraftLine::period).filter(Objects::nonNull).toList();
        if (periods.isEmpty()) {
            return Ratio.ONE;
        }
        // The latest start: a change of quantity closes a stretch of what recurs, and leaves usage to the period's end.
        Instant start = periods.stream()
                .map(Period::start)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant end =
                periods.stream().map(Period::end).max(Comparator.naturalOrder()).orElseThrow();
        return billed.partOfPeriod(new Period(start, end));
    }

    private static boolean billsInAdvance(BilledSubscription billed) {
        return billed.arrears().plan().charges().stream().anyMatch(Charge::billsInAdvance);
    }
}
