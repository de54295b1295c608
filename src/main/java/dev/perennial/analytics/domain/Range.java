package dev.perennial.analytics.domain;

import java.time.LocalDate;
import java.util.List;

/**
 * What a report is about.
 *
 * @param from its first day, in UTC
 * @param to the first day that does not belong to it
 */
public record Range(LocalDate from, LocalDate to, String currency, Interval interval) {

    public List<Interval.Piece> pieces() {
        return interval.pieces(from, to);
    }
}
