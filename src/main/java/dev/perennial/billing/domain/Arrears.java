package dev.perennial.billing.domain;

import java.time.Instant;
import java.util.List;

import dev.perennial.invoice.domain.DraftLine;

/** What a subscription owes for the part of its current period that has passed. */
final class Arrears {

    private Arrears() {}

    /** Lines from where the last ones ended up to {@code end}, or to the end of the period if that is earlier. */
    static List<DraftLine> upTo(BilledSubscription billed, Instant end) {
        var period = billed.currentPeriod();
        if (period == null) {
            return List.of();
        }
        var since = billed.state().arrears().since();
        return ChargeLines.inArrears(
                billed.arrears(),
                billed.currency(),
                billed.periods(),
                billed.state().nextPeriodIndex() - 1,
                period,
                since == null ? period.start() : since,
                end.isBefore(period.end()) ? end : period.end());
    }
}
