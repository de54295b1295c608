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
 * How much an invoice takes off of a coupon's amount, which is meant for a whole period. A period that is billed in stretches gets it
 * once: each stretch its share.
 */
final class AmountShare {

    private AmountShare() {}

    /**
     * For an invoice of a period that is over, or of one that ends early. What is billed in advance on it, or was for the period, counts as
     * a whole period.
     *
     * @param inAdvance what is on it for the period that begins
     * @param passed what is on it for the time that has passed
     */
    static Ratio ofPeriod(BilledSubscription billed, List<DraftLine> inAdvance, List<DraftLine> passed) {
        return inAdvance.isEmpty() && !passed.isEmpty() ? ofPassed(billed, passed) : Ratio.ONE;
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
        var ofPassed = billsInAdvance(billed.arrears()) || passed.isEmpty() ? Ratio.ZERO : ofPassed(billed, passed);
        return ofPassed.plus(ofRest);
    }

    /** Beside charges in advance, which had their amount when the period began, time that has passed gets none of its own. */
    private static Ratio ofPassed(BilledSubscription billed, List<DraftLine> passed) {
        if (billsInAdvance(billed.arrears())) {
            return Ratio.ONE;
        }
        var periods =
                passed.stream().map(DraftLine::period).filter(Objects::nonNull).toList();
        if (periods.isEmpty()) {
            return Ratio.ONE;
        }
        // A change of quantity closed a stretch of what recurs, with its share, and left usage of the whole period for
        // now.
        Instant start = periods.stream()
                .map(Period::start)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant end =
                periods.stream().map(Period::end).max(Comparator.naturalOrder()).orElseThrow();
        return billed.partOfPeriod(new Period(start, end));
    }

    private static boolean billsInAdvance(Terms terms) {
        return terms.plan().charges().stream().anyMatch(Charge::billsInAdvance);
    }
}
