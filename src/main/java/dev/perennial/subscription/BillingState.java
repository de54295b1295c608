package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;
import dev.perennial.subscription.domain.ServicePeriods;

/**
 * Where a subscription stands in its billing. Whoever bills it holds its schedule row locked.
 *
 * @param pendingVersionId the terms that begin with the next period, if they change
 * @param serviceStart from when it pays on its present grid
 * @param nextPeriodIndex the period to bill next, counted from the grid anchor
 * @param nextBillAt when it must be looked at next; null when never
 * @param arrears by which terms, and from when, the current period is to be billed in arrears
 */
public record BillingState(
        SubscriptionSnapshot subscription,
        UUID planVersionId,
        @Nullable UUID pendingVersionId,
        ZoneId zone,
        Granularity granularity,
        LocalDateTime gridAnchor,
        Instant serviceStart,
        long nextPeriodIndex,
        @Nullable Instant nextBillAt,
        Arrears arrears) {

    /**
     * What is not billed yet of the current period, as far as it is billed in arrears.
     *
     * @param since up to when charges in arrears are billed; null for the start of the period
     * @param usageSince the same for usage, which a change of quantity does not cut
     * @param versionId null for the present terms
     * @param quantity null for the present quantity
     */
    public record Arrears(
            @Nullable Instant since,
            @Nullable Instant usageSince,
            @Nullable UUID versionId,
            @Nullable Long quantity) {
        /** The whole period by the present terms. */
        public static final Arrears WHOLE_PERIOD = new Arrears(null, null, null, null);
    }

    public UUID id() {
        return subscription.id();
    }

    /** The periods for which it pays, in the interval of its plan. */
    public ServicePeriods periods(BillingInterval interval) {
        return new ServicePeriods(new PeriodGrid(zone, gridAnchor, interval), serviceStart, granularity);
    }

    /** The same subscription at another place in its billing. */
    public BillingState movedTo(Position position) {
        return new BillingState(
                subscription,
                planVersionId,
                pendingVersionId,
                zone,
                granularity,
                position.gridAnchor(),
                position.serviceStart(),
                position.nextPeriodIndex(),
                position.nextBillAt(),
                position.arrears());
    }

    /** The period that was begun last; null before the first one. */
    public @Nullable Period currentPeriod(BillingInterval interval) {
        return nextPeriodIndex > periods(interval).firstIndex()
                        && subscription.currentPeriodStart() != null
                        && subscription.currentPeriodEnd() != null
                ? new Period(subscription.currentPeriodStart(), subscription.currentPeriodEnd())
                : null;
    }
}
