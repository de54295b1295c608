package dev.perennial.revenue.domain;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

import dev.perennial.shared.money.Ratio;

/**
 * What of a line is earned within one month: in equal parts on each day from the first to the last.
 *
 * @param amount minor units; negative where something is taken back
 */
public record Piece(LocalDate firstDay, LocalDate lastDay, long amount) {

    public Piece {
        if (lastDay.isBefore(firstDay) || !YearMonth.from(firstDay).equals(YearMonth.from(lastDay))) {
            throw new IllegalArgumentException("Not within a month: " + firstDay + " to " + lastDay);
        }
    }

    /** All of it on one day. */
    public static Piece on(LocalDate day, long amount) {
        return new Piece(day, day, amount);
    }

    public YearMonth month() {
        return YearMonth.from(firstDay);
    }

    /** Minor units earned up to and including a day: the share of the days, rounded as a whole and not day by day. */
    public long recognizedThrough(LocalDate day) {
        if (day.isBefore(firstDay)) {
            return 0;
        }
        long days = ChronoUnit.DAYS.between(firstDay, lastDay) + 1;
        long gone = Math.min(ChronoUnit.DAYS.between(firstDay, day) + 1, days);
        return Ratio.of(amount)
                .times(new Ratio(BigInteger.valueOf(gone), BigInteger.valueOf(days)))
                .rounded();
    }

    /** Minor units not earned when a day begins. */
    public long leftAt(LocalDate day) {
        return amount - recognizedThrough(day.minusDays(1));
    }
}
