package dev.perennial.plan.pricing;

import java.math.BigDecimal;

/**
 * How much is to be rated.
 *
 * @param quantity units; for PERCENTAGE an amount in minor units
 * @param events how many events made up the quantity; only PERCENTAGE asks
 */
public record Measure(BigDecimal quantity, long events) {
    public static final Measure NOTHING = new Measure(BigDecimal.ZERO, 0);

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
