package dev.perennial.shared.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * The boundaries of all billing periods of one subscription.
 * <p>Boundary n lies n intervals after the <em>original</em> anchor, never one interval after boundary n-1: stepping
 * from 28 February would pull a subscription that started on the 31st to the 28th for good.
 * <pre>
 * anchor 31 Jan     28 Feb     31 Mar     30 Apr
 *    0 ──────────── 1 ──────── 2 ──────── 3
 * </pre>
 *
 * @param zone the account's time zone; local time of day is kept across daylight saving changes
 * @param anchor local date and time of boundary 0
 */
public record PeriodGrid(ZoneId zone, LocalDateTime anchor, BillingInterval interval) {

    /** A grid of local midnights, for tenants that bill by the day. */
    public static PeriodGrid ofDays(ZoneId zone, LocalDate anchor, BillingInterval interval) {
        return new PeriodGrid(zone, anchor.atStartOfDay(), interval);
    }

    /**
     * The instant at which period {@code index} starts. In a daylight saving gap the local time moves forward by the
     * gap.
     */
    public Instant boundary(long index) {
        long steps = Math.multiplyExact(index, (long) interval.count());
        return anchor.plus(steps, interval.unit().chronoUnit()).atZone(zone).toInstant();
    }

    /** Period {@code index}: from its boundary up to the next one. */
    public Period period(long index) {
        return new Period(boundary(index), boundary(index + 1));
    }

    /** The index of the period that contains {@code instant}; negative before the anchor. */
    public long indexOf(Instant instant) {
        var local = instant.atZone(zone).toLocalDateTime();
        long guess = Math.floorDiv(interval.unit().chronoUnit().between(anchor, local), (long) interval.count());
        // Month ends and daylight saving shift a boundary by a little, so the guess can be off by one either way.
        while (boundary(guess).isAfter(instant)) {
            guess--;
        }
        while (!boundary(guess + 1).isAfter(instant)) {
            guess++;
        }
        return guess;
    }

    /** The local date on which {@code instant} falls. */
    public LocalDate dateOf(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }
}
