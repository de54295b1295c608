package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.shared.money.Fraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RatingTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a whole month          | 3000 | 30 | 30 | 3000 | 3000
            ten of thirty days     | 3000 | 10 | 30 | 1000 | 3000 × 10/30 = 1000
            17 of 31 days          | 2900 | 17 | 31 | 1590 | 2900 × 17/31 = 1590
            exactly half a cent up | 29   |  1 |  2 |   15 | 29 × 1/2 = 15
            just below half a cent | 29   | 49 | 100 |  14 | 29 × 49/100 = 14
            no day at all          | 3000 |  0 | 30 |    0 | 3000 × 0/30 = 0
            for nothing            | 0    | 30 | 30 |    0 | 0
            """)
    void flatCostsTheSameWhateverTheQuantity(
            String name, long price, long numerator, long denominator, long amount, String formula) {
        var share = new Fraction(numerator, denominator);
        var rated = Rating.rate(ChargeModel.FLAT, flat(price), Measure.of(7), share);

        assertThat(rated.amount()).as(name).isEqualTo(amount);
        assertThat(rated.quantity()).isEqualByComparingTo("1");
        assertThat(rated.explanation().model()).isEqualTo("FLAT");
        assertThat(rated.explanation().formula()).isEqualTo(formula);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            three seats               | 3       | 1250            | 1  | 1  | 3750  | 3 × 1250 = 3750
            no seat                   | 0       | 1250            | 1  | 1  | 0     | 0 × 1250 = 0
            a twentieth of a cent     | 10      | 0.05            | 1  | 1  | 1     | 10 × 0.05 = 1
            just below half a cent    | 9       | 0.05            | 1  | 1  | 0     | 9 × 0.05 = 0
            exactly half a cent       | 1       | 0.5             | 1  | 1  | 1     | 1 × 0.5 = 1
            half a cent, trailing 0s  | 1       | 0.50000         | 1  | 1  | 1     | 1 × 0.5 = 1
            exactly half a cent back  | 1       | -0.5            | 1  | 1  | -1    | 1 × -0.5 = -1
            less than half a cent back| 1       | -0.49           | 1  | 1  | 0     | 1 × -0.49 = 0
            money back                | 2       | -1250           | 1  | 1  | -2500 | 2 × -1250 = -2500
            parts of a unit           | 2.5     | 100             | 1  | 1  | 250   | 2.5 × 100 = 250
            twelve decimals           | 1000000 | 0.000001234567  | 1  | 1  | 1     | 1000000 × 0.000001234567 = 1
            half a month of seats     | 3       | 1000            | 15 | 30 | 1500  | 3 × 1000 × 15/30 = 1500
            half a cent of a share    | 1       | 1               | 15 | 30 | 1     | 1 × 1 × 15/30 = 1
            no exponent for people    | 1E+3    | 1E+2            | 1  | 1  | 100000 | 1000 × 100 = 100000
            """)
    void perUnitMultipliesAndRoundsOnce(
            String name,
            BigDecimal quantity,
            BigDecimal unitAmount,
            long numerator,
            long denominator,
            long amount,
            String formula) {
        var share = new Fraction(numerator, denominator);
        var rated = Rating.rate(ChargeModel.PER_UNIT, perUnit("USD", unitAmount), Measure.of(quantity), share);

        assertThat(rated.amount()).as(name).isEqualTo(amount);
        assertThat(rated.explanation().formula()).isEqualTo(formula);
        assertThat(rated.explanation().model()).isEqualTo("PER_UNIT");
    }

    /** Amounts are counted in the smallest unit there is: a yen, or a thousandth of a dinar. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            JPY, 3, 100.5,  302
            JPY, 1, 0.5,      1
            BHD, 3, 1250,  3750
            BHD, 7, 0.5,      4
            """)
    void roundsToTheMinorUnitOfTheCurrency(String currency, BigDecimal quantity, BigDecimal unitAmount, long amount) {
        var rated =
                Rating.rate(ChargeModel.PER_UNIT, perUnit(currency, unitAmount), Measure.of(quantity), Fraction.ONE);

        assertThat(rated.amount()).isEqualTo(amount);
    }

    @ParameterizedTest(name = "{0} × {1} × {2}/{3}")
    @CsvSource(delimiter = '|', textBlock = """
            3  | 1250 | 1  | 1  |       |              |
            3  | 0.50 | 1  | 1  |       | 1.5          | HALF_UP
            1  | 1.00 | 1  | 1  |       |              |
            1  | 3000 | 10 | 30 | 10/30 | 1000         | HALF_UP
            1  | 100  | 1  | 3  | 1/3   | 33.33333333333333 | HALF_UP
            """)
    void explainsRoundingWhereThereIsAny(
            BigDecimal quantity,
            BigDecimal unitAmount,
            long numerator,
            long denominator,
            @Nullable String share,
            @Nullable BigDecimal exact,
            @Nullable String rounding) {
        var explanation = Rating.rate(
                        ChargeModel.PER_UNIT,
                        perUnit("USD", unitAmount),
                        Measure.of(quantity),
                        new Fraction(numerator, denominator))
                .explanation();

        assertThat(explanation.share()).isEqualTo(share);
        assertThat(explanation.rounding()).isEqualTo(rounding);
        if (exact == null) {
            assertThat(explanation.exactAmount()).isNull();
        } else {
            assertThat(explanation.exactAmount()).isEqualByComparingTo(exact);
        }
    }

    @Test
    void refusesAnAmountThatNoLongCanHold() {
        var huge = perUnit("USD", BigDecimal.valueOf(Long.MAX_VALUE));

        assertThat(Rating.rate(ChargeModel.PER_UNIT, huge, Measure.of(1), Fraction.ONE)
                        .amount())
                .isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Rating.rate(ChargeModel.PER_UNIT, huge, Measure.of(2), Fraction.ONE))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void needsThePriceOfItsModel() {
        assertThatThrownBy(() ->
                        Rating.rate(ChargeModel.FLAT, perUnit("USD", BigDecimal.ONE), Measure.of(1), Fraction.ONE))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Rating.rate(ChargeModel.PER_UNIT, flat(1), Measure.of(1), Fraction.ONE))
                .isInstanceOf(NullPointerException.class);
    }

    private static Price flat(long amount) {
        return new Price("USD", amount, null);
    }

    private static Price perUnit(String currency, BigDecimal unitAmount) {
        return new Price(currency, null, unitAmount);
    }
}
