package dev.perennial.subscription.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;

/**
 * The periods for which a subscription pays.
 * <pre>
 * grid       1 Jan ───────── 1 Feb ───────── 1 Mar
 * service           15 Jan ─ 1 Feb ───────── 1 Mar      the first period is a stub: 17 of 31 days
 * </pre>
 *
 * @param grid where full periods begin and end
 * @param serviceStart from when the subscription pays on this grid
 * @param granularity in what steps parts of a period are measured
 */
public record ServicePeriods(PeriodGrid grid, Instant serviceStart, Granularity granularity) {

    /** Periods that begin when the service starts. */
    public static ServicePeriods from(
            Instant serviceStart, ZoneId zone, BillingInterval interval, Granularity granularity) {
        var local = serviceStart.atZone(zone).toLocalDateTime();
        // A day may begin at one o'clock, where midnight was skipped; the next ones do not.
        var anchor = granularity == Granularity.DAY ? local.toLocalDate().atStartOfDay() : local;
        return new ServicePeriods(new PeriodGrid(zone, anchor, interval), serviceStart, granularity);
    }

    /** Periods on a given grid, such as calendar months; the first one may be a stub. */
    public static ServicePeriods onGrid(
            Instant serviceStart, ZoneId zone, LocalDate anchor, BillingInterval interval, Granularity granularity) {
        return new ServicePeriods(PeriodGrid.ofDays(zone, anchor, interval), serviceStart, granularity);
    }

    public long firstIndex() {
        return grid.indexOf(serviceStart);
    }

    /** Period {@code index}, cut to the time from which the subscription pays. */
    public Period period(long index) {
        var full = grid.period(index);
        return full.start().isBefore(serviceStart) ? new Period(serviceStart, full.end()) : full;
    }

    /** How much of a full period the period {@code index} is. */
    public Fraction share(long index) {
        return share(index, period(index));
    }

    /** How much of the full period {@code index} a part of it is. */
    public Fraction share(long index, Period part) {
        long whole = units(full(index));
        // A day that a zone skipped, as Samoa did 30 December 2011, costs nothing.
        return whole == 0 ? Fraction.ZERO : new Fraction(units(part), whole);
    }

    /** Whether the periods begin where the service does, rather than on a given grid such as calendar months. */
    public boolean isOwnGrid() {
        return grid.boundary(0).equals(serviceStart)
                || serviceStart.atZone(grid.zone()).toLocalDateTime().equals(grid.anchor());
    }

    /**
     * In the hour that a zone repeats in autumn a local time names two instants, and the service may start at the
     * second.
     */
    private Period full(long index) {
        var full = grid.period(index);
        return index == 0 && isOwnGrid() ? new Period(serviceStart, full.end()) : full;
    }

    private long units(Period period) {
        return granularity.between(period.start(), period.end(), grid.zone());
    }
}
