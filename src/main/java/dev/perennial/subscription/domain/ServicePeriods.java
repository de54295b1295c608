package dev.perennial.subscription.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;

/**
 * The periods for which a subscription pays, by whole local days.
 * <pre>
 * grid       1 Jan ───────── 1 Feb ───────── 1 Mar
 * service           15 Jan ─ 1 Feb ───────── 1 Mar      the first period is a stub: 17 of 31 days
 * </pre>
 *
 * @param grid where full periods begin and end
 * @param serviceStart from when the subscription pays: its start, or the end of its trial
 */
public record ServicePeriods(PeriodGrid grid, Instant serviceStart) {

    /** Periods that begin on the day the service starts. */
    public static ServicePeriods from(Instant serviceStart, ZoneId zone, BillingInterval interval) {
        return new ServicePeriods(
                PeriodGrid.ofDays(zone, serviceStart.atZone(zone).toLocalDate(), interval), serviceStart);
    }

    /** Periods on a given grid, such as calendar months; the first one may be a stub. */
    public static ServicePeriods onGrid(Instant serviceStart, ZoneId zone, LocalDate anchor, BillingInterval interval) {
        return new ServicePeriods(PeriodGrid.ofDays(zone, anchor, interval), serviceStart);
    }

    /** Midnight at the start of the local day on which {@code instant} falls: that day counts whole. */
    public static Instant startOfDay(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    public long firstIndex() {
        return grid.indexOf(serviceStart);
    }

    /** Period {@code index}, cut to the time from which the subscription pays. */
    public Period period(long index) {
        var full = grid.period(index);
        return full.start().isBefore(serviceStart) ? new Period(serviceStart, full.end()) : full;
    }

    /** How much of a full period the period {@code index} is, in local days. */
    public Fraction share(long index) {
        var full = grid.period(index);
        long whole = days(full);
        // A day that a zone skipped, as Samoa did 30 December 2011, costs nothing.
        return whole == 0 ? Fraction.ZERO : new Fraction(days(period(index)), whole);
    }

    private long days(Period period) {
        return ChronoUnit.DAYS.between(grid.dateOf(period.start()), grid.dateOf(period.end()));
    }
}
