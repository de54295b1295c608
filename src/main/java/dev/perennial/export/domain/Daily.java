package dev.perennial.export.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Once a day, at a time of day somewhere. On the day on which clocks are put forward over it, it is as much later; on
 * the day on which they are put back, it is the first of the two.
 */
public record Daily(LocalTime at, ZoneId zone) {

    /** The first time after an instant, and not at it. */
    public Instant after(Instant instant) {
        var today = on(day(instant));
        return today.isAfter(instant) ? today : on(day(instant).plusDays(1));
    }

    /** The last time up to an instant. */
    public Instant latest(Instant instant) {
        var today = on(day(instant));
        return today.isAfter(instant) ? on(day(instant).minusDays(1)) : today;
    }

    /** The date there. */
    public LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    private Instant on(LocalDate day) {
        return day.atTime(at).atZone(zone).toInstant();
    }
}
