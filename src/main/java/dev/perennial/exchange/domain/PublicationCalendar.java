package dev.perennial.exchange.domain;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** When the European Central Bank publishes: on working days around four in the afternoon, local time. */
public final class PublicationCalendar {
    private static final ZoneId FRANKFURT = ZoneId.of("Europe/Berlin");
    private static final LocalTime PUBLISHED_BY = LocalTime.of(16, 15);

    private PublicationCalendar() {}

    /** The last weekday whose rates are out by {@code now}, unless it was a holiday: there is no list of those. */
    public static LocalDate lastExpected(Instant now) {
        var local = now.atZone(FRANKFURT);
        var day =
                local.toLocalTime().isBefore(PUBLISHED_BY) ? local.toLocalDate().minusDays(1) : local.toLocalDate();
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.minusDays(1);
        }
        return day;
    }
}
