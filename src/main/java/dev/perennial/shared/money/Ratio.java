package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact amount between whole minor units, such as 19/119 of 100. Amounts are added and multiplied exactly and become
 * whole once, at the end: a decimal would have lost its tail by then, and with it now and then a cent.
 *
 * @param denominator positive
 */
public record Ratio(BigInteger numerator, BigInteger denominator) {
    public static final Ratio ZERO = of(0);
    public static final Ratio ONE = of(1);

    public Ratio {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("Not a ratio: " + numerator + "/" + denominator);
        }
    }

    public static Ratio of(long whole) {
        return new Ratio(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    /** The exact value of a decimal. */
    public static Ratio of(BigDecimal decimal) {
        return decimal.scale() <= 0
                ? new Ratio(decimal.toBigIntegerExact(), BigInteger.ONE)
                : new Ratio(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    /** The same share. */
    public static Ratio of(Fraction share) {
        return new Ratio(BigInteger.valueOf(share.numerator()), BigInteger.valueOf(share.denominator()));
    }

    /** A percentage as a factor: 19 gives 19/100. */
    public static Ratio ofPercent(BigDecimal percent) {
        return of(percent.movePointLeft(2));
    }

    public Ratio plus(Ratio other) {
        return denominator.equals(other.denominator)
                ? new Ratio(numerator.add(other.numerator), denominator)
                : new Ratio(
                        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                        denominator.multiply(other.denominator));
    }

    public Ratio times(Ratio factor) {
        return new Ratio(numerator.multiply(factor.numerator), denominator.multiply(factor.denominator));
    }

    /** @param divisor greater than zero */
    public Ratio dividedBy(Ratio divisor) {
        return new Ratio(numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
    }

    /** The largest whole number that is not greater. */
    long floor() {
        var parts = numerator.divideAndRemainder(denominator);
        var whole = parts[0].longValueExact();
        return parts[1].signum() < 0 ? Math.subtractExact(whole, 1) : whole;
    }

    /** What is left above {@link #floor}: at least zero, less than one. */
    Ratio aboveFloor() {
        return new Ratio(numerator.mod(denominator), denominator);
    }

    /** Whole minor units, HALF_UP: half a unit moves away from zero. */
    public long rounded() {
        var doubled = numerator.abs().shiftLeft(1).add(denominator);
        long magnitude = doubled.divide(denominator.shiftLeft(1)).longValueExact();
        return numerator.signum() < 0 ? -magnitude : magnitude;
    }

    int compareExactly(Ratio other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }
}
