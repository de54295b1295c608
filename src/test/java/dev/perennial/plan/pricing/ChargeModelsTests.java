package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.plan.pricing.Explanation.TierUse;
import dev.perennial.shared.money.Fraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Tiers, packages and percentages. Prices are in cents. */
class ChargeModelsTests {

    /** Written as {@code up to: unit + flat}. */
    private static Price tiers(String text) {
        var tiers = Arrays.stream(text.split(", "))
                .map(tier -> {
                    var parts = tier.split(": ");
                    var prices = parts[1].split(" \\+ ");
                    return new Tier(
                            parts[0].equals("∞") ? null : new BigDecimal(parts[0]),
                            prices[0].equals("-") ? null : new BigDecimal(prices[0]),
                            prices.length == 1 ? null : Long.valueOf(prices[1]));
                })
                .toArray(Tier[]::new);
        return Price.tiered("USD", tiers);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0    | 5: 700, 10: 650, ∞: 600                | 0     | 0
            1    | 5: 700, 10: 650, ∞: 600                | 700   | 700
            5    | 5: 700, 10: 650, ∞: 600                | 3500  | 3500
            5.5  | 5: 700, 10: 650, ∞: 600                | 3825  | 3575
            6    | 5: 700, 10: 650, ∞: 600                | 4150  | 3900
            10   | 5: 700, 10: 650, ∞: 600                | 6750  | 6500
            25   | 5: 700, 10: 650, ∞: 600                | 15750 | 15000
            0    | 5: 5 + 10, 10: 4 + 20, ∞: 1 + 50       | 10    | 10
            12   | 5: 5 + 10, 10: 4 + 20, ∞: 1 + 50       | 127   | 62
            3    | 10: - + 1000, 20: - + 1800, ∞: - + 2500 | 1000  | 1000
            10   | 10: - + 1000, 20: - + 1800, ∞: - + 2500 | 1000  | 1000
            11   | 10: - + 1000, 20: - + 1800, ∞: - + 2500 | 2800  | 1800
            7    | ∞: 3.5                                  | 25    | 25
            """)
    void tiers(BigDecimal quantity, String tiers, long graduated, long volume) {
        assertThat(rate(ChargeModel.GRADUATED, tiers(tiers), quantity).amount()).isEqualTo(graduated);
        assertThat(rate(ChargeModel.VOLUME, tiers(tiers), quantity).amount()).isEqualTo(volume);
    }

    @Test
    void tiersSayWhatEachOfThemPriced() {
        var rated = rate(ChargeModel.GRADUATED, tiers("5: 700 + 10, 10: 650, ∞: 600"), new BigDecimal("12"));

        assertThat(rated.unitAmount()).isNull();
        assertThat(rated.quantity()).isEqualByComparingTo("12");
        assertThat(rated.explanation().formula()).isEqualTo("5 × 700 + 10 + 5 × 650 + 2 × 600 = 7960");
        assertThat(rated.explanation().tiers())
                .containsExactly(
                        use("0", "5", "5", "700", 10L, "3510"),
                        use("5", "10", "5", "650", null, "3250"),
                        use("10", null, "2", "600", null, "1200"));
        assertThat(rate(ChargeModel.VOLUME, tiers("5: 700, ∞: 600"), new BigDecimal("6"))
                        .explanation()
                        .tiers())
                .containsExactly(use("5", null, "6", "600", null, "3600"));
        assertThat(rate(ChargeModel.VOLUME, tiers("5: - + 900, ∞: - + 1"), BigDecimal.ONE)
                        .explanation()
                        .formula())
                .isEqualTo("900");
    }

    private static TierUse use(
            String above,
            @Nullable String upTo,
            String quantity,
            @Nullable String unit,
            @Nullable Long flat,
            String amount) {
        return new TierUse(
                new BigDecimal(above),
                upTo == null ? null : new BigDecimal(upTo),
                new BigDecimal(quantity),
                unit == null ? null : new BigDecimal(unit),
                flat,
                new BigDecimal(amount));
    }

    @ParameterizedTest(name = "{0} in packages of {1}, {3} free")
    @CsvSource(delimiter = '|', textBlock = """
            0    | 10 | 100 |    | 0    | 0 packages of 10 × 100 = 0
            1    | 10 | 100 |    | 100  | 1 packages of 10 × 100 = 100
            10   | 10 | 100 |    | 100  | 1 packages of 10 × 100 = 100
            10.1 | 10 | 100 |    | 200  | 2 packages of 10 × 100 = 200
            121  | 10 | 100 | 0  | 1300 | 13 packages of 10 × 100 = 1300
            121  | 10 | 100 | 21 | 1000 | 10 packages of 10 × 100 = 1000
            20   | 10 | 100 | 30 | 0    | 0 packages of 10 × 100 = 0
            """)
    void packages(BigDecimal quantity, long size, long price, @Nullable BigDecimal free, long amount, String formula) {
        var rated = rate(ChargeModel.PACKAGE, Price.packages("USD", size, price, free), quantity);

        assertThat(rated.amount()).isEqualTo(amount);
        assertThat(rated.explanation().formula()).isEqualTo(formula);
        assertThat(rated.quantity()).isEqualByComparingTo(quantity);
    }

    @ParameterizedTest(name = "{0} in {1} events")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            80000 | 4 | 1.3  | 200 | -   | - | -    | -    | 1840 | 80000 × 1.3% + 4 × 200 = 1840
            80000 | 4 | 0    | 200 | -   | - | -    | -    | 800  | 80000 × 0% + 4 × 200 = 800
            80000 | 4 | 1.3  | -   | -   | - | -    | -    | 1040 | 80000 × 1.3% = 1040
            4000  | 4 | 1    | 500 | -   | 3 | -    | -    | 540  | 4000 × 1% + 1 × 500 = 540
            4000  | 2 | 1    | 500 | -   | 3 | -    | -    | 40   | 4000 × 1% + 0 × 500 = 40
            4000  | 1 | 1    | -   | 500 | - | -    | -    | 35   | 3500 × 1% = 35
            400   | 1 | 1    | -   | 500 | - | -    | -    | 0    | 0 × 1% = 0
            1000  | 1 | 2.99 | -   | -   | - | 175  | 1200 | 175  | max(1000 × 2.99%, 175) = 175
            8000  | 1 | 2.99 | -   | -   | - | 175  | 1200 | 239  | 8000 × 2.99% = 239
            99999 | 1 | 2.99 | 200 | -   | - | 175  | 1200 | 1200 | min(99999 × 2.99% + 1 × 200, 1200) = 1200
            5850  | 1 | 2.99 | -   | -   | - | 175  | 1200 | 175  | max(5850 × 2.99%, 175) = 175
            0     | 0 | 2.99 | 200 | -   | - | 175  | 1200 | 0    | 0 × 2.99% + 0 × 200 = 0
            0     | 2 | 2.99 | -   | -   | - | 175  | -    | 175  | max(0 × 2.99%, 175) = 175
            """)
    void percentages(
            BigDecimal quantity,
            long events,
            BigDecimal rate,
            @Nullable Long fixed,
            @Nullable BigDecimal freeUnits,
            @Nullable Long freeEvents,
            @Nullable Long least,
            @Nullable Long most,
            long amount,
            String formula) {
        var price = new Price("USD", null, null, null, null, null, rate, fixed, freeUnits, freeEvents, least, most);
        var rated = Rating.rate(ChargeModel.PERCENTAGE, price, new Measure(quantity, events), Fraction.ONE);

        assertThat(rated.amount()).isEqualTo(amount);
        assertThat(rated.explanation().formula()).isEqualTo(formula);
    }

    @ParameterizedTest(name = "{0} less {1} free")
    @CsvSource(textBlock = """
            0,   100, 0,    (0 - 100 free) × 10 = 0
            99,  100, 0,    (99 - 100 free) × 10 = 0
            100, 100, 0,    (100 - 100 free) × 10 = 0
            101, 100, 10,   (101 - 100 free) × 10 = 10
            """)
    void freeUnitsCostNothing(BigDecimal quantity, BigDecimal free, long amount, String formula) {
        var price = new Price("USD", null, BigDecimal.TEN, null, null, null, null, null, free, null, null, null);
        var rated = rate(ChargeModel.PER_UNIT, price, quantity);

        assertThat(rated.amount()).isEqualTo(amount);
        assertThat(rated.explanation().formula()).isEqualTo(formula);
    }

    @Test
    void aShareOfASumIsWrittenInBrackets() {
        var rated = Rating.rate(ChargeModel.GRADUATED, tiers("5: 100, ∞: 50"), Measure.of(7), new Fraction(10, 30));

        assertThat(rated.explanation().formula()).isEqualTo("(5 × 100 + 2 × 50) × 10/30 = 200");
        assertThat(rated.wholeAmount()).isEqualByComparingTo("600");
        assertThat(rated.explanation().share()).isEqualTo("10/30");
    }

    /** The first 14 days were 451.6, billed as 452; the other 17 are the rest of 1000. */
    @Test
    void aLaterPieceIsWhatTheEarlierLeft() {
        var price = new Price("USD", 1000L, null);
        var first = Rating.rateAfter(ChargeModel.FLAT, price, Measure.of(1), new Fraction(0, 31), new Fraction(14, 31));
        var second =
                Rating.rateAfter(ChargeModel.FLAT, price, Measure.of(1), new Fraction(14, 31), new Fraction(31, 31));

        assertThat(first.amount()).isEqualTo(452);
        assertThat(first.explanation().formula()).isEqualTo("1000 × 14/31 = 452");
        assertThat(second.amount()).isEqualTo(548);
        assertThat(second.explanation().formula()).isEqualTo("1000 × 31/31 - 1000 × 14/31 = 548");
        assertThat(second.explanation().share()).isEqualTo("17/31");
        assertThat(second.explanation().rounding()).isEqualTo("HALF_UP");
        assertThat(second.explanation().exactAmount()).isEqualByComparingTo("548.3870967741935");
    }

    @Test
    void piecesLieInOrderInOnePeriod() {
        var price = new Price("USD", 1000L, null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rating.rateAfter(
                        ChargeModel.FLAT, price, Measure.of(1), new Fraction(15, 31), new Fraction(14, 31)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rating.rateAfter(
                        ChargeModel.FLAT, price, Measure.of(1), new Fraction(14, 31), new Fraction(20, 30)));
        assertThat(Rating.rateAfter(ChargeModel.FLAT, price, Measure.of(1), new Fraction(14, 31), new Fraction(14, 31))
                        .amount())
                .isZero();
    }

    @Test
    void quantitiesAreNotNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> Measure.of(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measure(BigDecimal.ZERO, -1));
        assertThat(Measure.of(0)).isEqualTo(new Measure(BigDecimal.ZERO, 0));
        assertThat(Measure.of(3).events()).isEqualTo(1);
        assertThat(Measure.NOTHING.events()).isZero();
    }

    @Test
    void chargesKnowWhenTheyAreBilled() {
        assertThat(charge(ChargeType.RECURRING, null).billsInAdvance()).isTrue();
        assertThat(charge(ChargeType.RECURRING, ChargeTiming.IN_ADVANCE).billsInAdvance())
                .isTrue();
        assertThat(charge(ChargeType.RECURRING, ChargeTiming.IN_ARREARS).billsInAdvance())
                .isFalse();
        assertThat(charge(ChargeType.RECURRING, ChargeTiming.IN_ARREARS).billsInArrears())
                .isTrue();
        assertThat(charge(ChargeType.RECURRING, null).billsInArrears()).isFalse();
        assertThat(charge(ChargeType.ONE_TIME, null).billsInAdvance()).isFalse();
        assertThat(charge(ChargeType.USAGE, null).billsInArrears()).isFalse();
        assertThat(charge(ChargeType.USAGE, null).aggregationOrSum()).isEqualTo(Aggregation.SUM);
        assertThat(new Charge("a", null, ChargeType.USAGE, null, ChargeModel.PER_UNIT, "m", Aggregation.MAX, List.of())
                        .aggregationOrSum())
                .isEqualTo(Aggregation.MAX);
    }

    private static Charge charge(ChargeType type, @Nullable ChargeTiming timing) {
        return new Charge("a", null, type, timing, ChargeModel.FLAT, null, null, List.of());
    }

    private static Rated rate(ChargeModel model, Price price, BigDecimal quantity) {
        return Rating.rate(model, price, Measure.of(quantity), Fraction.ONE);
    }
}
