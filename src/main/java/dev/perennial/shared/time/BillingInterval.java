package dev.perennial.shared.time;

/**
 * How long one billing period lasts, such as 1 MONTH or 2 WEEK.
 *
 * @param count at least 1
 */
public record BillingInterval(IntervalUnit unit, int count) {
    public BillingInterval {
        if (count < 1) {
            throw new IllegalArgumentException("An interval lasts at least one " + unit + ", not " + count);
        }
    }
}
