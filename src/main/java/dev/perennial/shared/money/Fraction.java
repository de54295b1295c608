package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An exact share such as 17 of 31 days. It is never turned into a decimal on its own: an amount is first multiplied by
 * the numerator and then divided once, so a third of 100 three times over is off by at most half a cent per line.
 *
 * @param numerator not negative
 * @param denominator positive
 */
public record Fraction(long numerator, long denominator) {
    public static final Fraction ONE = new Fraction(1, 1);
    public static final Fraction ZERO = new Fraction(0, 1);

    public Fraction {
        if (denominator <= 0 || numerator < 0) {
            throw new IllegalArgumentException("Not a share: " + numerator + "/" + denominator);
        }
    }

    public boolean isWhole() {
        return numerator == denominator;
    }

    /** What remains of the whole: 1 - this. */
    public Fraction complement() {
        return new Fraction(denominator - numerator, denominator);
    }

    /** {@code amount × this}, rounded once, HALF_UP, to whole minor units. Overflow throws {@link ArithmeticException}. */
    public long of(BigDecimal amount) {
        return amount.multiply(BigDecimal.valueOf(numerator))
                .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** {@code amount × this} with the rounding of {@link #of(BigDecimal)}. */
    public long of(long amount) {
        return of(new BigDecimal(BigInteger.valueOf(amount)));
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
