package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

import org.jspecify.annotations.Nullable;

import static dev.perennial.plan.pricing.Whole.plain;

/** PACKAGE: whole packages, after the free units. */
final class PackagePricing {

    private PackagePricing() {}

    static Whole packages(long size, long amount, @Nullable BigDecimal freeUnits, BigDecimal quantity) {
        var units = UnitPricing.charged(quantity, freeUnits);
        var packages = units.divide(BigDecimal.valueOf(size), 0, RoundingMode.CEILING);
        var calculation = plain(packages) + " packages of " + size + " × " + amount;
        return new Whole(quantity, null, packages.multiply(BigDecimal.valueOf(amount)), calculation, null);
    }
}
