package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;

/**
 * Where a subscription of another billing system goes on here. Its current period was billed there; the next one is
 * ours.
 * <pre>
 * anchor ──── … ──── current period ────┤ next_bill_at: the first period that is billed here
 *                    billed there       current_period_end
 * </pre>
 *
 * @param period the period it is in; null when it is over
 * @param nextBillAt null when it is over, or paused for an unknown time
 */
record ImportedStanding(
        LocalDateTime anchor,
        Instant startAt,
        Instant serviceStart,
        long nextPeriodIndex,
        @Nullable Instant nextBillAt,
        @Nullable Period period,
        @Nullable Instant trialEnd) {

    /** Fails with {@code validation_failed} when its dates do not fit together, naming the field. */
    static ImportedStanding of(ImportedSubscription imported, ZoneId zone, Granularity granularity, Instant now) {
        var start = granularity.startOf(imported.startAt(), zone);
        if (start.isAfter(now)) {
            throw DomainException.invalid(
                    "start_at", "in_the_future", "must not lie in the future; sell what begins later here");
        }
        return switch (imported.status()) {
            case ACTIVE -> inPeriod(imported, start, zone, granularity, now);
            case PAUSED -> paused(imported, start, zone, granularity, now);
            case TRIALING -> onTrial(imported, start, zone, granularity, now);
            case CANCELLED -> over(imported, start, zone, granularity, now);
            case SCHEDULED, PAST_DUE ->
                throw DomainException.invalid(
                        "status",
                        "invalid_value",
                        "must be one of ACTIVE, TRIALING, PAUSED, CANCELLED; what a past due one owes is collected where it was billed");
        };
    }

    private static ImportedStanding inPeriod(
            ImportedSubscription imported, Instant start, ZoneId zone, Granularity granularity, Instant now) {
        var given = required("current_period_end", imported.currentPeriodEnd());
        var end = granularity.startOf(given, zone);
        var grid = new PeriodGrid(
                zone,
                anchor(imported, start, end, zone, granularity),
                imported.terms().interval());
        long next = grid.indexOf(end);
        if (!grid.boundary(next).equals(end)) {
            throw DomainException.invalid(
                    "current_period_end",
                    "off_grid",
                    "lies between " + grid.boundary(next) + " and " + grid.boundary(next + 1)
                            + ", where periods of the plan begin by the billing anchor " + grid.anchor());
        }
        if (grid.boundary(next + 1).isBefore(now)) {
            throw DomainException.invalid(
                    "current_period_end",
                    "too_far_in_past",
                    "lies more than a period ago; every period since then would be billed at once");
        }
        var periodStart = periodStart(imported, grid.period(next - 1), zone, granularity);
        if (start.isAfter(periodStart)) {
            throw DomainException.invalid("start_at", "out_of_range", "must not lie after the current period's start");
        }
        return new ImportedStanding(
                grid.anchor(), start, periodStart, next, end, new Period(periodStart, end), imported.trialEnd());
    }

    /** The first period of a subscription may be shorter than one of the grid. */
    private static Instant periodStart(
            ImportedSubscription imported, Period whole, ZoneId zone, Granularity granularity) {
        if (imported.currentPeriodStart() == null) {
            return whole.start();
        }
        var start = granularity.startOf(imported.currentPeriodStart(), zone);
        if (start.isBefore(whole.start()) || !start.isBefore(whole.end())) {
            throw DomainException.invalid(
                    "current_period_start",
                    "off_grid",
                    "must lie in the period from " + whole.start() + " to " + whole.end());
        }
        return start;
    }

    private static ImportedStanding paused(
            ImportedSubscription imported, Instant start, ZoneId zone, Granularity granularity, Instant now) {
        var pausedAt = required("paused_at", imported.pausedAt());
        if (pausedAt.isAfter(now)) {
            throw DomainException.invalid("paused_at", "in_the_future", "must not lie in the future");
        }
        if (imported.resumeAt() != null && !imported.resumeAt().isAfter(now)) {
            throw DomainException.invalid("resume_at", "in_the_past", "must lie in the future");
        }
        // A pause may have begun long ago; nothing is billed for it.
        var before = inPeriod(imported, start, zone, granularity, pausedAt);
        return new ImportedStanding(
                before.anchor,
                start,
                before.serviceStart,
                before.nextPeriodIndex,
                imported.resumeAt(),
                before.period,
                before.trialEnd);
    }

    private static ImportedStanding onTrial(
            ImportedSubscription imported, Instant start, ZoneId zone, Granularity granularity, Instant now) {
        var end = granularity.startOf(required("trial_end", imported.trialEnd()), zone);
        if (!end.isAfter(now) || !end.isAfter(start)) {
            throw DomainException.invalid("trial_end", "in_the_past", "must lie in the future while it is TRIALING");
        }
        var anchor = imported.billingAnchor() == null
                ? end.atZone(zone).toLocalDateTime()
                : anchor(imported, start, end, zone, granularity);
        var grid = new PeriodGrid(zone, anchor, imported.terms().interval());
        return new ImportedStanding(anchor, start, end, grid.indexOf(end), end, new Period(start, end), end);
    }

    private static ImportedStanding over(
            ImportedSubscription imported, Instant start, ZoneId zone, Granularity granularity, Instant now) {
        var endedAt = required("ended_at", imported.endedAt());
        if (endedAt.isAfter(now) || endedAt.isBefore(imported.startAt())) {
            throw DomainException.invalid("ended_at", "out_of_range", "must lie between start_at and now");
        }
        return new ImportedStanding(
                anchor(imported, start, start, zone, granularity), start, start, 0, null, null, imported.trialEnd());
    }

    /** By the day, boundaries are local midnights; by the second, the local time at which the paid period ends. */
    private static LocalDateTime anchor(
            ImportedSubscription imported, Instant start, Instant boundary, ZoneId zone, Granularity granularity) {
        var date = imported.billingAnchor() == null ? start.atZone(zone).toLocalDate() : imported.billingAnchor();
        return switch (granularity) {
            case DAY -> date.atStartOfDay();
            case SECOND -> date.atTime(boundary.atZone(zone).toLocalTime());
        };
    }

    private static Instant required(String field, @Nullable Instant value) {
        if (value == null) {
            throw DomainException.invalid(field, "required", "must be given for this status");
        }
        return value;
    }
}
