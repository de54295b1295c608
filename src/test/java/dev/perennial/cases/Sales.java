package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.billing.domain.Terms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeTiming;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.PeriodGrid;

/** How the cases are sold: by the day, for prices without quantities, at noon where they name a day only. */
final class Sales {
    static final ZoneId UTC = ZoneOffset.UTC;
    static final BillingInterval DAILY = new BillingInterval(IntervalUnit.DAY, 1);
    static final BillingInterval WEEKLY = new BillingInterval(IntervalUnit.WEEK, 1);
    static final BillingInterval MONTHLY = new BillingInterval(IntervalUnit.MONTH, 1);
    static final BillingInterval QUARTERLY = new BillingInterval(IntervalUnit.MONTH, 3);
    static final BillingInterval YEARLY = new BillingInterval(IntervalUnit.YEAR, 1);

    private Sales() {}

    static Instant noon(LocalDate date) {
        return noon(date, UTC);
    }

    static Instant noon(String date) {
        return noon(LocalDate.parse(date), UTC);
    }

    static Instant noon(LocalDate date, ZoneId zone) {
        return date.atTime(12, 0).atZone(zone).toInstant();
    }

    static Instant midnight(LocalDate date) {
        return date.atStartOfDay(UTC).toInstant();
    }

    static Charge inAdvance(String code, long minor) {
        return flat(code, ChargeType.RECURRING, ChargeTiming.IN_ADVANCE, minor);
    }

    static Charge inArrears(String code, long minor) {
        return flat(code, ChargeType.RECURRING, ChargeTiming.IN_ARREARS, minor);
    }

    static Charge once(String code, long minor) {
        return flat(code, ChargeType.ONE_TIME, null, minor);
    }

    /** A price for the whole period that is not a whole number of minor units. */
    static Charge exactly(String code, String minor) {
        var price = new Price("USD", null, new BigDecimal(minor));
        return new Charge(
                code,
                null,
                ChargeType.RECURRING,
                ChargeTiming.IN_ADVANCE,
                ChargeModel.PER_UNIT,
                null,
                null,
                List.of(price));
    }

    private static Charge flat(String code, ChargeType type, @Nullable ChargeTiming timing, long minor) {
        var price = new Price("USD", minor, null);
        return new Charge(code, null, type, timing, ChargeModel.FLAT, null, null, List.of(price));
    }

    static Terms terms(BillingInterval interval, Charge... charges) {
        var code = Arrays.stream(charges).map(Charge::toString).collect(Collectors.joining());
        return PaperBilling.terms(code, interval, 1, charges);
    }

    /** A plan with one price in advance, in currency units. */
    static Terms priced(BillingInterval interval, String units) {
        return terms(interval, inAdvance("base", Figures.minor(units)));
    }

    /** Sold by the day in UTC, without a trial, on a grid of its own. */
    static PaperBilling sell(Terms terms, String date) {
        return sell(terms, LocalDate.parse(date), null);
    }

    static PaperBilling sell(Terms terms, LocalDate date, @Nullable LocalDate anchor) {
        return PaperBilling.sell(terms, UTC, Granularity.DAY, noon(date), 0, anchor);
    }

    /** With a trial, and on the grid of a billing day. */
    static PaperBilling sell(Terms terms, String date, int trialDays, int billingDay) {
        var start = LocalDate.parse(date);
        var anchor = anchor(start, billingDay, terms.plan().interval());
        return PaperBilling.sell(terms, UTC, Granularity.DAY, noon(start), trialDays, anchor);
    }

    /**
     * A date from which the periods of a billing day are counted. Months are counted from January, which lacks no day,
     * and longer periods from the month in which the subscription starts. Days and weeks have no billing day.
     */
    static @Nullable LocalDate anchor(LocalDate start, int billingDay, BillingInterval interval) {
        if (interval.unit() != IntervalUnit.MONTH && interval.unit() != IntervalUnit.YEAR) {
            return null;
        }
        var january = LocalDate.of(start.getYear(), 1, billingDay);
        var months = PeriodGrid.ofDays(UTC, january, MONTHLY);
        return interval.equals(MONTHLY) ? january : months.dateOf(months.boundary(start.getMonthValue() - 1));
    }

    /** The first date from {@code start} on, on which a period begins. */
    static LocalDate firstBoundary(PeriodGrid grid, LocalDate start) {
        var from = midnight(start);
        long index = grid.indexOf(from);
        return grid.dateOf(grid.boundary(index).equals(from) ? from : grid.boundary(index + 1));
    }
}
