package dev.perennial.analytics.domain;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** How long the pieces of a report are: calendar units, the first and the last of which may be cut. */
public enum Interval {
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR;

    /** A piece of a report; {@code end} does not belong to it. */
    public record Piece(LocalDate start, LocalDate end) {}

    /** The first day of the calendar unit in which a day lies. */
    public LocalDate startOf(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case QUARTER -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    private LocalDate next(LocalDate start) {
        return switch (this) {
            case DAY -> start.plusDays(1);
            case WEEK -> start.plusWeeks(1);
            case MONTH -> start.plusMonths(1);
            case QUARTER -> start.plusMonths(3);
            case YEAR -> start.plusYears(1);
        };
    }

    /** All pieces of {@code [from, to)} in order. */
    public List<Piece> pieces(LocalDate from, LocalDate to) {
        var pieces = new ArrayList<Piece>();
        for (var start = from; start.isBefore(to); ) {
            var end = next(startOf(start));
            pieces.add(new Piece(start, end.isBefore(to) ? end : to));
            start = end;
        }
        return pieces;
    }
}
