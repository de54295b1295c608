package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * How much is to be rated.
 *
 * @param quantity units; for PERCENTAGE an amount in minor units
 * @param events how many events made up the quantity; only PERCENTAGE asks
 * @param eventAmounts minor units that the single events come to, for prices with limits {@link PerEvent}; null where
 *     it is not known
 */
public record Measure(
        BigDecimal quantity, long events, @Nullable BigDecimal eventAmounts) {
    public static final Measure NOTHING = new Measure(BigDecimal.ZERO, 0);

    public Measure(BigDecimal quantity, long events) {
        this(quantity, events, null);
    }

    public Measure {
        if (quantity.signum() < 0 || events < 0) {
            throw new IllegalArgumentException("A quantity is not negative: " + quantity + " in " + events + " events");
        }
    }

    /** What one sale of {@code quantity} units comes to: one event, or none if nothing was sold. */
    public static Measure of(BigDecimal quantity) {
        return new Measure(quantity, quantity.signum() == 0 ? 0 : 1);
    }

    public static Measure of(long quantity) {
        return of(BigDecimal.valueOf(quantity));
    }
}
