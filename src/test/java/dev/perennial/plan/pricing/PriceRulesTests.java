package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.shared.error.FieldError;

import static org.assertj.core.api.Assertions.assertThat;

class PriceRulesTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing for free         | 0             |
            the dearest there may be | 999999999999  |
            one more                 | 1000000000000 | charges[0].prices[0].amount out_of_range
            less than nothing        | -1            | charges[0].prices[0].amount out_of_range
            none                     |               | charges[0].prices[0].amount required
            """)
    void aFlatPriceHasAnAmountInRange(String name, @Nullable Long amount, @Nullable String broken) {
        assertThat(check(flat("base", new Price("USD", amount, null)))).as(name).isEqualTo(listOf(broken));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing for free          | 0                 |
            twelve decimals           | 0.000000000001    |
            thirteen                  | 0.0000000000001   | charges[0].prices[0].unit_amount out_of_range
            zeros do not count        | 0.5000000000000   |
            the dearest there may be  | 999999999999      |
            a fraction more           | 999999999999.0001 | charges[0].prices[0].unit_amount out_of_range
            less than nothing         | -0.01             | charges[0].prices[0].unit_amount out_of_range
            none                      |                   | charges[0].prices[0].unit_amount required
            """)
    void aUnitPriceHasAUnitAmountInRange(String name, @Nullable BigDecimal unitAmount, @Nullable String broken) {
        assertThat(check(perUnit("seats", new Price("USD", null, unitAmount))))
                .as(name)
                .isEqualTo(listOf(broken));
    }

    @Test
    void aPriceHasNothingOfTheOtherModel() {
        var both = new Price("USD", 100L, BigDecimal.ONE);

        assertThat(check(flat("base", both))).containsExactly("charges[0].prices[0].unit_amount not_allowed");
        assertThat(check(perUnit("seats", both))).containsExactly("charges[0].prices[0].amount not_allowed");
    }

    @Test
    void aCurrencyExistsAndOccursOncePerCharge() {
        assertThat(check(flat("base", usd(100), new Price("EUR", 100L, null)))).isEmpty();
        assertThat(check(flat("base", usd(100), new Price("ZZZ", 100L, null))))
                .containsExactly("charges[0].prices[1].currency unknown_currency");
        assertThat(check(flat("base", usd(100), usd(100))))
                .containsExactly("charges[0].prices[1].currency duplicate_currency");
        assertThat(check(flat("base", usd(100)), flat("extra", usd(100)))).isEmpty();
    }

    @Test
    void aCodeOccursOncePerPlan() {
        assertThat(check(flat("base", usd(1)), flat("other", usd(1)), flat("base", usd(1))))
                .containsExactly("charges[2].code duplicate_code");
    }

    @Test
    void allBrokenRulesAreReportedAtOnce() {
        assertThat(check(
                        flat("base", usd(-1), new Price("XXX", null, BigDecimal.ONE)),
                        perUnit("base", new Price("USD", 1L, null))))
                .containsExactly(
                        "charges[0].prices[0].amount out_of_range",
                        "charges[0].prices[1].currency unknown_currency",
                        "charges[0].prices[1].amount required",
                        "charges[0].prices[1].unit_amount not_allowed",
                        "charges[1].code duplicate_code",
                        "charges[1].prices[0].amount not_allowed",
                        "charges[1].prices[0].unit_amount required");
    }

    /** JSON may hold a null where a price belongs. */
    @Test
    @SuppressWarnings("NullAway")
    void aPriceThatIsMissingIsReportedToo() {
        var noCurrency = new Price(null, 100L, null);

        assertThat(check(flat("base", null, usd(1)))).containsExactly("charges[0].prices[0].currency required");
        assertThat(check(flat("base", noCurrency))).containsExactly("charges[0].prices[0].currency required");
    }

    @Test
    void aChargeKnowsItsPriceAndItsName() {
        var charge = flat("base", usd(100), new Price("EUR", 90L, null));

        assertThat(charge.priceIn("EUR")).contains(new Price("EUR", 90L, null));
        assertThat(charge.priceIn("JPY")).isEmpty();
        assertThat(charge.label()).isEqualTo("base");
        assertThat(new Charge("base", "Base fee", ChargeType.RECURRING, ChargeModel.FLAT, List.of()).label())
                .isEqualTo("Base fee");
    }

    private static List<String> check(Charge... charges) {
        return PriceRules.check(List.of(charges)).stream()
                .map(PriceRulesTests::brief)
                .toList();
    }

    private static String brief(FieldError error) {
        assertThat(error.message()).isNotBlank();
        return error.field() + " " + error.code();
    }

    private static List<String> listOf(@Nullable String error) {
        return error == null ? List.of() : List.of(error);
    }

    private static Charge flat(String code, Price... prices) {
        return new Charge(code, null, ChargeType.RECURRING, ChargeModel.FLAT, Arrays.asList(prices));
    }

    private static Charge perUnit(String code, Price... prices) {
        return new Charge(code, null, ChargeType.RECURRING, ChargeModel.PER_UNIT, List.of(prices));
    }

    private static Price usd(long amount) {
        return new Price("USD", amount, null);
    }
}
