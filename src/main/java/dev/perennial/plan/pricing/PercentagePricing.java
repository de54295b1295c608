package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import static dev.perennial.plan.pricing.Whole.plain;

/**
 * PERCENTAGE: a rate on the quantity after the free units, a fixed amount per event after the free events, within
 * limits.
 */
final class PercentagePricing {

    private PercentagePricing() {}

    static Whole percentage(Price price, BigDecimal ratePercent, Measure measure) {
        var perEvent = PerEvent.of(price);
        return perEvent == null ? ofSum(price, ratePercent, measure) : ofEach(price, perEvent, measure);
    }

    /** Limits for each event: the events were priced one by one where they are kept. */
    private static Whole ofEach(Price price, PerEvent perEvent, Measure measure) {
        var known = measure.eventAmounts();
        var sum = (known == null ? perEvent.amountOfEqual(measure.quantity(), measure.events()) : known)
                .max(BigDecimal.ZERO);
        var calculation = measure.events() + " events, each " + plain(perEvent.ratePercent()) + "%"
                + (price.fixedAmount() == null ? "" : " + " + price.fixedAmount())
                + (perEvent.minAmount() == null ? "" : ", at least " + perEvent.minAmount())
                + (perEvent.maxAmount() == null ? "" : ", at most " + perEvent.maxAmount());
        var amount = measure.events() == 0 ? sum : within(price, sum);
        return new Whole(measure.quantity(), null, amount, calculation, null);
    }

    private static Whole ofSum(Price price, BigDecimal ratePercent, Measure measure) {
        var base = UnitPricing.charged(measure.quantity(), price.freeUnits());
        var rated = base.multiply(ratePercent).movePointLeft(2);
        long paidEvents = Math.max(0, measure.events() - orZero(price.freeEvents()));
        var fixed = BigDecimal.valueOf(paidEvents).multiply(BigDecimal.valueOf(orZero(price.fixedAmount())));
        var calculation = plain(base) + " × " + plain(ratePercent) + "%";
        if (price.fixedAmount() != null) {
            calculation += " + " + paidEvents + " × " + price.fixedAmount();
        }
        var sum = rated.add(fixed);
        var amount = measure.events() == 0 && measure.quantity().signum() == 0 ? sum : within(price, sum);
        if (amount.compareTo(sum) > 0) {
            calculation = "max(" + calculation + ", " + plain(amount) + ")";
        } else if (amount.compareTo(sum) < 0) {
            calculation = "min(" + calculation + ", " + plain(amount) + ")";
        }
        return new Whole(measure.quantity(), null, amount, calculation, null);
    }

    private static BigDecimal within(Price price, BigDecimal sum) {
        var least = price.minAmount() == null ? sum : sum.max(BigDecimal.valueOf(price.minAmount()));
        return price.maxAmount() == null ? least : least.min(BigDecimal.valueOf(price.maxAmount()));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
