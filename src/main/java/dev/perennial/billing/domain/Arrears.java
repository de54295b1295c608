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

    /** Lines from where the last ones ended up to {@code end}, or to the end of the period if that is earlier. */
    static List<DraftLine> upTo(BilledSubscription billed, Instant end) {
        var lines = new ArrayList<>(recurring(billed, end));
        lines.addAll(usage(billed, end));
        return lines;
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
        var part = part(period, billed.state().arrears().usageSince(), end);
        return ChargeLines.forUsage(billed.arrears(), billed.currency(), part, billed.usage());
    }

    static Period part(Period period, @Nullable Instant since, Instant end) {
        var start = since == null ? period.start() : since;
        var to = end.isBefore(period.end()) ? end : period.end();
        return new Period(start, to.isBefore(start) ? start : to);
    }
}
