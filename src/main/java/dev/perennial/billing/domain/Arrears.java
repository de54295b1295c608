package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.shared.time.Period;

/** What a subscription owes for the part of its current period that has passed: charges in arrears, and usage. */
final class Arrears {

    private Arrears() {}

    /**
     * Lines from where the last ones ended up to {@code end}, or to the end of the period if that is earlier. Nothing
     * of the period is served after it.
     *
     * @param unused what is given back of the period
     */
    static List<DraftLine> upTo(BilledSubscription billed, Instant end, List<DraftLine> unused) {
        var lines = new ArrayList<>(recurring(billed, end));
        lines.addAll(usage(billed, end));
        var period = billed.currentPeriod();
        if (period != null) {
            var ofPeriod = new ArrayList<>(unused);
            ofPeriod.addAll(lines);
            lines.addAll(Commitments.atEnd(billed, usagePart(billed, period, end), ofPeriod));
        }
        return lines;
    }

    /** What the stretch up to a change within the period lacks of the least that was agreed; terms change after it. */
    static List<DraftLine> missing(BilledSubscription billed, Instant end, List<DraftLine> ofPeriod) {
        var period = billed.currentPeriod();
        return period == null ? List.of() : Commitments.beforeChange(billed, usagePart(billed, period, end), ofPeriod);
    }

    private static Period usagePart(BilledSubscription billed, Period period, Instant end) {
        return part(period, billed.state().arrears().usageSince(), end);
    }

    static List<DraftLine> recurring(BilledSubscription billed, Instant end) {
        var period = billed.currentPeriod();
        if (period == null) {
            return List.of();
        }
        var part = part(period, billed.state().arrears().since(), end);
        return ChargeLines.inArrears(
                billed.arrears(),
                billed.currency(),
                billed.periods(),
                billed.state().nextPeriodIndex() - 1,
                period,
                part.start(),
                part.end());
    }

    static List<DraftLine> usage(BilledSubscription billed, Instant end) {
        var period = billed.currentPeriod();
        if (period == null) {
            return List.of();
        }
        return ChargeLines.forUsage(
                billed.arrears(), billed.currency(), usagePart(billed, period, end), billed.usage());
    }

    static Period part(Period period, @Nullable Instant since, Instant end) {
        var start = since == null ? period.start() : since;
        var to = end.isBefore(period.end()) ? end : period.end();
        return new Period(start, to.isBefore(start) ? start : to);
    }
}
