package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;

import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.PeriodGrid;
import dev.perennial.subscription.domain.ServicePeriods;

/**
 * A subscription that a run has claimed: its schedule row is locked until the transaction ends.
 *
 * @param nextPeriodIndex the period to bill, counted from the grid anchor
 * @param dueAt since when it is due
 */
public record DueSubscription(
        SubscriptionSnapshot subscription,
        UUID planVersionId,
        ZoneId zone,
        LocalDateTime gridAnchor,
        long nextPeriodIndex,
        Instant dueAt) {

    public UUID id() {
        return subscription.id();
    }

    /** From when the subscription pays. */
    public Instant serviceStart() {
        var trialEnd = subscription.trialEnd();
        return trialEnd == null ? subscription.startAt() : trialEnd;
    }

    /** The periods for which it pays, in the interval of its plan. */
    public ServicePeriods periods(BillingInterval interval) {
        return new ServicePeriods(new PeriodGrid(zone, gridAnchor, interval), serviceStart());
    }
}
