package dev.perennial.revenue.domain;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Allocation;

/**
 * Spreads what was billed over the days of its service, and takes back what is left of it.
 * <pre>
 * billed     15 Jan ───────────── 14 Feb     3100: 17 of 31 days in January, 14 in February: 1700 + 1400
 * taken back          25 Jan ─── 14 Feb      what is left: 700 of January, 1400 of February
 * </pre>
 * Months get their shares by the largest remainder, so that they add up to the line. Nothing is earned before the day
 * on which it was posted: what belongs to months before is earned on that day.
 */
public final class StraightLine {

    private StraightLine() {}

    /**
     * @param amount minor units, without tax
     * @param start first day of service; null if the line is for no time
     * @param end the day after the last one
     */
    public static List<Piece> of(long amount, @Nullable LocalDate start, @Nullable LocalDate end, LocalDate postedOn) {
        if (amount == 0) {
            return List.of();
        }
        if (start == null || end == null || !start.isBefore(end)) {
            return List.of(Piece.on(postedOn, amount));
        }
        var spans = months(start, end);
        var amounts = Allocation.largestRemainder(
                amount, spans.stream().mapToLong(Span::days).toArray());
        var open = YearMonth.from(postedOn);
        var pieces = new ArrayList<Piece>();
        long late = 0;
        for (int i = 0; i < amounts.length; i++) {
            var span = spans.get(i);
            if (YearMonth.from(span.first).isBefore(open)) {
                late += amounts[i];
            } else if (amounts[i] != 0) {
                pieces.add(new Piece(span.first, span.last, amounts[i]));
            }
        }
        if (late != 0) {
            pieces.addFirst(Piece.on(postedOn, late));
        }
        return pieces;
    }

    private record Span(LocalDate first, LocalDate last) {
        private long days() {
            return ChronoUnit.DAYS.between(first, last) + 1;
        }
    }

    private static List<Span> months(LocalDate start, LocalDate end) {
        var spans = new ArrayList<Span>();
        for (var first = start;
                first.isBefore(end);
                first = YearMonth.from(first).plusMonths(1).atDay(1)) {
            var lastOfMonth = YearMonth.from(first).atEndOfMonth();
            spans.add(new Span(first, lastOfMonth.isBefore(end) ? lastOfMonth : end.minusDays(1)));
        }
        return spans;
    }

    /** Minor units of all pieces that are not earned when a day begins. */
    public static long leftAt(List<Piece> pieces, LocalDate day) {
        return pieces.stream().mapToLong(piece -> piece.leftAt(day)).sum();
    }

    /**
     * Takes {@code amount} of a line back, from what is left of it first, in proportion over its months; what was
     * earned already is taken back on the day itself.
     *
     * @param pieces all of the line so far
     * @param amount minor units, of the sign of the line
     */
    public static List<Piece> takeBack(List<Piece> pieces, long amount, LocalDate on) {
        var left = leftByMonth(pieces, on);
        long leftSum = left.stream().mapToLong(Piece::amount).sum();
        long fromLeft = amount > 0 ? Math.min(amount, Math.max(leftSum, 0)) : Math.max(amount, Math.min(leftSum, 0));
        var back = new ArrayList<Piece>();
        if (fromLeft != 0) {
            var parts = Allocation.largestRemainder(
                    fromLeft,
                    left.stream().mapToLong(piece -> Math.abs(piece.amount())).toArray());
            for (int i = 0; i < parts.length; i++) {
                if (parts[i] != 0) {
                    back.add(new Piece(left.get(i).firstDay(), left.get(i).lastDay(), -parts[i]));
                }
            }
        }
        if (amount != fromLeft) {
            back.add(Piece.on(on, fromLeft - amount));
        }
        return back;
    }

    /** What is not earned when a day begins, one piece for each month that holds something of it. */
    private static List<Piece> leftByMonth(List<Piece> pieces, LocalDate day) {
        var months = new TreeMap<YearMonth, Piece>();
        for (var piece : pieces) {
            long left = piece.leftAt(day);
            if (left != 0) {
                var first = piece.firstDay().isBefore(day) ? day : piece.firstDay();
                months.merge(piece.month(), new Piece(first, piece.lastDay(), left), StraightLine::together);
            }
        }
        return months.values().stream().filter(piece -> piece.amount() != 0).toList();
    }

    private static Piece together(Piece one, Piece other) {
        var first = one.firstDay().isBefore(other.firstDay()) ? one.firstDay() : other.firstDay();
        var last = one.lastDay().isAfter(other.lastDay()) ? one.lastDay() : other.lastDay();
        return new Piece(first, last, one.amount() + other.amount());
    }

    /** The same pieces with the other sign, none of them before the month of a day: takes back what was taken back. */
    public static List<Piece> restore(List<Piece> taken, LocalDate on) {
        return taken.stream()
                .map(piece -> piece.lastDay().isBefore(on)
                        ? Piece.on(on, -piece.amount())
                        : new Piece(
                                piece.firstDay().isBefore(on) ? on : piece.firstDay(),
                                piece.lastDay(),
                                -piece.amount()))
                .toList();
    }
}
