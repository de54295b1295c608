package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import static dev.perennial.plan.pricing.Whole.plain;

/** FLAT and PER_UNIT. */
final class UnitPricing {

    private UnitPricing() {}

    static Whole flat(long amount) {
        var exact = BigDecimal.valueOf(amount);
        return new Whole(BigDecimal.ONE, exact, exact, plain(exact), null);
    }

    static Whole perUnit(BigDecimal unitAmount, @Nullable BigDecimal freeUnits, BigDecimal quantity) {
        var amount = charged(quantity, freeUnits).multiply(unitAmount);
        var factor = freeUnits == null ? plain(quantity) : "(" + plain(quantity) + " - " + plain(freeUnits) + " free)";
        return new Whole(quantity, unitAmount, amount, factor + " × " + plain(unitAmount), null);
    }

    /** What is left of a quantity after the free units. */
    static BigDecimal charged(BigDecimal quantity, @Nullable BigDecimal freeUnits) {
        return freeUnits == null ? quantity : quantity.subtract(freeUnits).max(BigDecimal.ZERO);
    }
}
