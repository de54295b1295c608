package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one open tier          | null:5                | ''
            rising                 | 5:1, 10:2, null:3     | ''
            the last one closed    | 5:1, 10:2             | tiers[1].up_to not_allowed
            an open one first      | null:1, 10:2, null:3  | tiers[0].up_to required
            not rising             | 5:1, 5:2, null:3      | tiers[1].up_to not_rising
            falling                | 5:1, 3:2, null:3      | tiers[1].up_to not_rising
            from nothing           | 0:1, null:3           | tiers[0].up_to not_rising
            below nothing          | -1:1, null:3          | tiers[0].up_to out_of_range;tiers[0].up_to not_rising
            without a price        | 5:, null:3            | tiers[0].unit_amount required
            at a negative price    | 5:-1, null:3          | tiers[0].unit_amount out_of_range
            """)
    void tiersRiseToAnOpenEnd(String name, String tiers, String broken) {
        var list = Arrays.stream(tiers.split(", "))
                .map(tier -> tier.split(":"))
                .map(parts -> new Tier(
                        parts[0].equals("null") ? null : new BigDecimal(parts[0]),
                        parts.length == 1 ? null : new BigDecimal(parts[1]),
                        null))
                .toArray(Tier[]::new);
        for (var model : List.of(ChargeModel.GRADUATED, ChargeModel.VOLUME)) {
            assertThat(String.join(";", check(recurring(model, Price.tiered("USD", list)))))
                    .as(name)
                    .isEqualTo(
                            broken.isEmpty()
                                    ? ""
                                    : "charges[0].prices[0]." + broken.replace(";", ";charges[0].prices[0]."));
        }
    }

    @Test
    void thereAreOneToAHundredTiers() {
        var tiers = new Tier[101];
        for (int i = 0; i < 101; i++) {
            tiers[i] = new Tier(i == 100 ? null : BigDecimal.valueOf(i + 1), BigDecimal.ONE, 999_999_999_999L);
        }

        assertThat(check(recurring(ChargeModel.VOLUME, Price.tiered("USD", tiers))))
                .containsExactly("charges[0].prices[0].tiers size_out_of_range");
        assertThat(check(recurring(ChargeModel.VOLUME, Price.tiered("USD"))))
                .containsExactly("charges[0].prices[0].tiers size_out_of_range");
        assertThat(check(recurring(ChargeModel.VOLUME, Price.tiered("USD", Arrays.copyOfRange(tiers, 1, 101)))))
                .isEmpty();
        assertThat(check(recurring(ChargeModel.VOLUME, Price.tiered("USD", new Tier(null, null, 1_000_000_000_000L)))))
                .containsExactly("charges[0].prices[0].tiers[0].flat_amount out_of_range");
    }

    /** JSON may hold a null where a tier belongs. */
    @Test
    void aTierThatIsMissingIsReported() {
        var tiers = Arrays.asList(null, new Tier(null, BigDecimal.ONE, null));
        var price = new Price("USD", null, null, tiers, null, null, null, null, null, null, null, null);

        assertThat(check(recurring(ChargeModel.VOLUME, price)))
                .containsExactly("charges[0].prices[0].tiers[0] required");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            sound                     | 10 | 100 | -    | ''
            with free units           | 10 | 100 | 5.5  | ''
            without a size            | -  | 100 | -    | package_size required
            without a price           | 10 | -   | -    | package_amount required
            of nothing                | 0  | 100 | -    | package_size out_of_range
            for less than nothing     | 10 | -1  | -    | package_amount out_of_range
            less than nothing is free | 10 | 100 | -0.1 | free_units out_of_range
            """)
    void packagesHaveASizeAndAPrice(
            String name, @Nullable Long size, @Nullable Long amount, @Nullable BigDecimal free, String broken) {
        var price = new Price("USD", null, null, null, size, amount, null, null, free, null, null, null);

        assertThat(String.join("", check(recurring(ChargeModel.PACKAGE, price))))
                .as(name)
                .isEqualTo(broken.isEmpty() ? "" : "charges[0].prices[0]." + broken);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            sound                 | 2.9             | 30 | 3  | 10 | 20 | ''
            without a rate        | -               | 30 | -  | -  | -  | rate_percent required
            at a negative rate    | -1              | -  | -  | -  | -  | rate_percent out_of_range
            thirteen decimals     | 0.0000000000001 | -  | -  | -  | -  | rate_percent out_of_range
            a negative fee        | 1               | -1 | -  | -  | -  | fixed_amount out_of_range
            negative free events  | 1               | -  | -1 | -  | -  | free_events out_of_range
            equal limits          | 1               | -  | -  | 20 | 20 | ''
            crossed limits        | 1               | -  | -  | 21 | 20 | max_amount out_of_range
            a negative least      | 1               | -  | -  | -1 | 20 | min_amount out_of_range
            """)
    void percentagesHaveARateAndLimits(
            String name,
            @Nullable BigDecimal rate,
            @Nullable Long fixed,
            @Nullable Long freeEvents,
            @Nullable Long least,
            @Nullable Long most,
            String broken) {
        var price = new Price("USD", null, null, null, null, null, rate, fixed, null, freeEvents, least, most);

        assertThat(String.join("", check(recurring(ChargeModel.PERCENTAGE, price))))
                .as(name)
                .isEqualTo(broken.isEmpty() ? "" : "charges[0].prices[0]." + broken);
    }

    @ParameterizedTest
    @EnumSource
    void aPriceHasNothingOfOtherModels(ChargeModel model) {
        var everything = new Price(
                "USD",
                1L,
                BigDecimal.ONE,
                List.of(new Tier(null, BigDecimal.ONE, null)),
                1L,
                1L,
                BigDecimal.ONE,
                1L,
                BigDecimal.ONE,
                1L,
                1L,
                1L);
        int foreign = switch (model) {
            case FLAT, GRADUATED, VOLUME -> 10;
            case PER_UNIT -> 9;
            case PACKAGE -> 8;
            case PERCENTAGE -> 5;
        };

        assertThat(check(recurring(model, everything)))
                .hasSize(foreign)
                .allMatch(error -> error.endsWith(" not_allowed"));
    }

    @Test
    void usageChargesHaveAMetricAndOthersHaveNot() {
        var price = new Price("USD", null, BigDecimal.ONE);
        assertThat(check(use(ChargeType.USAGE, null, ChargeModel.PER_UNIT, null, null, price)))
                .containsExactly("charges[0].metric required");
        assertThat(check(use(ChargeType.USAGE, null, ChargeModel.PER_UNIT, "calls", Aggregation.MAX, price)))
                .isEmpty();
        assertThat(check(use(ChargeType.USAGE, ChargeTiming.IN_ADVANCE, ChargeModel.FLAT, "calls", null, usd(1))))
                .containsExactly("charges[0].timing not_allowed", "charges[0].model not_allowed");
        assertThat(check(use(
                        ChargeType.RECURRING,
                        ChargeTiming.IN_ARREARS,
                        ChargeModel.FLAT,
                        "calls",
                        Aggregation.SUM,
                        usd(1))))
                .containsExactly("charges[0].metric not_allowed", "charges[0].aggregation not_allowed");
        assertThat(check(use(ChargeType.ONE_TIME, ChargeTiming.IN_ARREARS, ChargeModel.FLAT, null, null, usd(1))))
                .containsExactly("charges[0].timing not_allowed");
        assertThat(check(use(ChargeType.RECURRING, ChargeTiming.IN_ARREARS, ChargeModel.FLAT, null, null, usd(1))))
                .isEmpty();
    }

    private static Charge use(
            ChargeType type,
            @Nullable ChargeTiming timing,
            ChargeModel model,
            @Nullable String metric,
            @Nullable Aggregation aggregation,
            Price price) {
        return new Charge("a", null, type, timing, model, metric, aggregation, List.of(price));
    }

    private static Charge recurring(ChargeModel model, Price price) {
        return new Charge("a", null, ChargeType.RECURRING, model, List.of(price));
    }

    @Test
    void limitsForEachEventStandAlone() {
        assertThat(check(payments(perEvent(10L, 500L, null), null))).isEmpty();
        assertThat(check(payments(perEvent(500L, 10L, null), null)))
                .containsExactly("charges[0].prices[0].per_event_max_amount out_of_range");
        assertThat(check(payments(perEvent(null, 10L, 3L), null)))
                .containsExactly("charges[0].prices[0].per_event_max_amount not_allowed");
        assertThat(check(payments(perEvent(10L, null, null), Aggregation.COUNT)))
                .containsExactly("charges[0].aggregation not_allowed");
    }

    private static Price perEvent(@Nullable Long least, @Nullable Long most, @Nullable Long freeEvents) {
        var rate = BigDecimal.ONE;
        return new Price("USD", null, null, null, null, null, rate, null, null, freeEvents, null, null, least, most);
    }

    private static Charge payments(Price price, @Nullable Aggregation aggregation) {
        return new Charge(
                "payments",
                null,
                ChargeType.USAGE,
                null,
                ChargeModel.PERCENTAGE,
                "payments",
                aggregation,
                List.of(price));
    }
}
