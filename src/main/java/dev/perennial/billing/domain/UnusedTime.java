package dev.perennial.billing.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.money.Fraction;

/**
 * What is left of a period that was paid in advance.
 * <pre>
 * billed     1 Jan ──────────────────────── 1 Feb
 * cancelled         11 Jan                            the day itself is still billed: 20 of 31 days are unused
 * </pre>
 */
public final class UnusedTime {

    private UnusedTime() {}

    /**
     * The share of an invoice's recurring lines that lies after the local day of {@code end}: of what was billed, and
     * never more than what was paid, for time that nobody paid for is worth nothing back.
     *
     * @return minor units, not negative
     */
    public static long worth(InvoiceSnapshot invoice, Instant end, ZoneId zone) {
        var firstUnusedDay = end.atZone(zone).toLocalDate().plusDays(1);
        long worth = 0;
        for (var line : invoice.lines()) {
            worth += worth(line, firstUnusedDay, zone);
        }
        return Math.max(0, Math.min(worth, invoice.amountPaid() + invoice.creditApplied()));
    }

    private static long worth(InvoiceLineSnapshot line, LocalDate firstUnusedDay, ZoneId zone) {
        var start = day(line.periodStart(), zone);
        var end = day(line.periodEnd(), zone);
        if (line.type() != LineType.RECURRING || start == null || end == null || !start.isBefore(end)) {
            return 0;
        }
        var from = firstUnusedDay.isBefore(start) ? start : firstUnusedDay;
        long unused = Math.max(0, ChronoUnit.DAYS.between(from, end));
        return new Fraction(unused, ChronoUnit.DAYS.between(start, end)).of(line.amount() - line.discountAmount());
    }

    private static @Nullable LocalDate day(@Nullable Instant instant, ZoneId zone) {
        return instant == null ? null : instant.atZone(zone).toLocalDate();
    }
}
