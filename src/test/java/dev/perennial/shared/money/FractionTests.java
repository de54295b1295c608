package dev.perennial.shared.money;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FractionTests {

    @ParameterizedTest(name = "{0}/{1} of {2} is {3}")
    @CsvSource(textBlock = """
            1,  1,  3000,  3000
            0, 30,  3000,     0
            1, 30,  3000,   100
            1,  3,   100,    33
            2,  3,   100,    67
            1,  2,     1,     1
            1,  2,    -1,    -1
            1,  2,     3,     2
            1,  2,    -3,    -2
            49, 100,   1,     0
            49, 100,  -1,     0
            3,  2,    10,    15
            """)
    void roundsOnceHalfAwayFromZero(long numerator, long denominator, long amount, long part) {
        assertThat(new Fraction(numerator, denominator).of(amount)).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0.499999999999, 0
            0.5,            1
            1.4999,         1
            1.5,            2
            -0.499999999999, 0
            -0.5,          -1
            """)
    void roundsDecimalAmountsTheSameWay(BigDecimal amount, long rounded) {
        assertThat(Fraction.ONE.of(amount)).isEqualTo(rounded);
    }

    @Test
    void multipliesBeforeItDivides() {
        // Rounding a third first would make 0.333 of 3 million, which is 999,000.
        assertThat(new Fraction(1, 3).of(3_000_000)).isEqualTo(1_000_000);
    }

    @Test
    void doesNotOverflowOnTheWay() {
        assertThat(new Fraction(Long.MAX_VALUE, Long.MAX_VALUE).of(Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(Fraction.ONE.of(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void refusesResultsThatNoLongCanHold() {
        assertThatThrownBy(() -> new Fraction(2, 1).of(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Fraction.ONE.of(new BigDecimal("9223372036854775807.5")))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, -1", "-1, 1", "0, 0"})
    void isAShareOrNothing(long numerator, long denominator) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(numerator, denominator));
    }

    @ParameterizedTest
    @CsvSource({"0, 31, 31", "17, 31, 14", "31, 31, 0"})
    void complementIsTheRest(long numerator, long denominator, long rest) {
        assertThat(new Fraction(numerator, denominator).complement()).isEqualTo(new Fraction(rest, denominator));
    }

    @Test
    void moreThanTheWholeHasNoRest() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(32, 31).complement());
    }

    @ParameterizedTest
    @CsvSource({"30, 31, false", "31, 31, true", "32, 31, false"})
    void isWholeOnlyWhenNothingIsMissing(long numerator, long denominator, boolean whole) {
        assertThat(new Fraction(numerator, denominator).isWhole()).isEqualTo(whole);
    }

    @Test
    void knowsNothingAndEverything() {
        assertThat(Fraction.ZERO.of(100)).isZero();
        assertThat(Fraction.ONE.of(100)).isEqualTo(100);
        assertThat(new Fraction(17, 31)).hasToString("17/31");
    }
}
