package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a PERCENTAGE price with limits for each event makes of single events: {@code rate × quantity + fixed}, not less
 * and not more than the limits. Only such a price has to look at events one by one; all others need their sum alone.
 *
 * @param fixedAmount minor units
 * @param minAmount minor units; null for none
 * @param maxAmount minor units; null for none
 */
public record PerEvent(
        BigDecimal ratePercent,
        long fixedAmount,
        @Nullable Long minAmount,
        @Nullable Long maxAmount) {

    /** Null if the price does not look at single events. */
    public static @Nullable PerEvent of(Price price) {
        return price.ratePercent() == null || (price.perEventMinAmount() == null && price.perEventMaxAmount() == null)
                ? null
                : new PerEvent(
                        price.ratePercent(),
                        price.fixedAmount() == null ? 0 : price.fixedAmount(),
                        price.perEventMinAmount(),
                        price.perEventMaxAmount());
    }

    /** Minor units, exact. A correction takes back what an event of its size costs. */
    public BigDecimal amount(BigDecimal quantity) {
        var amount = within(quantity.abs(), 1);
        return quantity.signum() < 0 ? amount.negate() : amount;
    }

    /**
     * What that many events of the same size cost together: the best that can be said where only their sum is known.
     */
    BigDecimal amountOfEqual(BigDecimal quantity, long events) {
        return within(quantity, events);
    }

    private BigDecimal within(BigDecimal quantity, long events) {
        var count = BigDecimal.valueOf(events);
        var amount = quantity.multiply(ratePercent)
                .movePointLeft(2)
                .add(BigDecimal.valueOf(fixedAmount).multiply(count));
        if (minAmount != null) {
            amount = amount.max(BigDecimal.valueOf(minAmount).multiply(count));
        }
        return maxAmount == null
                ? amount
                : amount.min(BigDecimal.valueOf(maxAmount).multiply(count));
    }
}
