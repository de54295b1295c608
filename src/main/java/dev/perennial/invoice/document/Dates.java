package dev.perennial.invoice.document;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Days as an account's locale writes them and its time zone sees them. */
public final class Dates {
    private final DateTimeFormatter full;
    private final DateTimeFormatter medium;
    private final ZoneId zone;

    public Dates(Locale locale, ZoneId zone) {
        this.full = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
        this.medium = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale);
        this.zone = zone;
    }

    public String day(Instant instant) {
        return full.format(localDate(instant));
    }

    String day(LocalDate date) {
        return full.format(date);
    }

    /**
     * The first and the last day of a half-open span. The end belongs to it no more: a month that ends with midnight of
     * 1 February is written as ending on 31 January, and one that ends within a day still has that day.
     */
    String days(Instant start, Instant end) {
        var first = localDate(start);
        var last = end.isAfter(start) ? localDate(end.minusNanos(1)) : first;
        return first.equals(last) ? medium.format(first) : medium.format(first) + " – " + medium.format(last);
    }

    private LocalDate localDate(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }
}
