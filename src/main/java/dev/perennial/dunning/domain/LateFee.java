package dev.perennial.dunning.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Ratio;

/**
 * What a late invoice costs, on the terms under which it was issued: either a percentage or an amount.
 *
 * @param amount minor units
 * @param withoutTax whether the percentage is of what is due without the tax in it
 * @param firstAt when the first fee falls due
 */
public record LateFee(
        @Nullable BigDecimal percent, @Nullable Long amount, boolean withoutTax, boolean monthly, Instant firstAt) {

    /**
     * The morning after the due day and the days of grace, where the customer is: a day that is not over is not late.
     */
    public static Instant firstAt(Instant dueAt, int graceDays, ZoneId zone) {
        return dueAt.atZone(zone)
                .toLocalDate()
                .plusDays(graceDays + 1L)
                .atStartOfDay(zone)
                .toInstant();
    }

    /**
     * The fee in minor units, rounded HALF_UP.
     *
     * @param due what is still due, with tax
     * @param total of the invoice, with tax
     * @param tax in the total
     */
    public long of(long due, long total, long tax) {
        if (amount != null) {
            return amount;
        }
        var base = Ratio.of(due);
        if (withoutTax && total > 0) {
            base = base.times(Ratio.of(total - tax)).dividedBy(Ratio.of(total));
        }
        return base.times(Ratio.ofPercent(percent == null ? BigDecimal.ZERO : percent))
                .rounded();
    }

    /** When the next fee falls due after so many; null if there is none. Months are counted from the first one. */
    public @Nullable Instant after(int charged, ZoneId zone) {
        return monthly ? firstAt.atZone(zone).plusMonths(charged).toInstant() : null;
    }

    /** How it comes about, as one would write it on paper. */
    public String formula(long due, long total, long tax, long fee) {
        if (percent == null) {
            return String.valueOf(fee);
        }
        var base = withoutTax ? due + " × " + (total - tax) + "/" + total : String.valueOf(due);
        return base + " × " + percent.stripTrailingZeros().toPlainString() + "% = " + fee;
    }
}
