package dev.perennial.tax.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who pays which tax, and which VAT ids look like one. */
class TaxRulesTests {
    private static final LocalDate TODAY = LocalDate.parse("2026-06-30");
    private static final List<RateEntry> TABLE = List.of(
            entry("FR", null, null, "20"),
            entry("IT", null, null, "22"),
            entry("US", "NY", null, "4"),
            entry("US", "NY", "New York", "4.5"),
            entry("GB", null, null, "20"),
            new RateEntry(rate("DE", null, null, "16"), null, LocalDate.parse("2026-07-01")),
            new RateEntry(rate("DE", null, null, "19"), LocalDate.parse("2026-07-01"), null));

    private static RateEntry entry(String country, @Nullable String state, @Nullable String city, String percent) {
        return new RateEntry(rate(country, state, city, percent), null, null);
    }

    private static TaxRate rate(String country, @Nullable String state, @Nullable String city, String percent) {
        return new TaxRate(
                new UUID(0, 1), "VAT", country, state, city, new BigDecimal(percent), false, TaxSource.TABLE);
    }

    private static TaxTreatment treat(Buyer buyer, @Nullable String seller, boolean oneStopShop) {
        return TaxRules.treatmentOf(buyer, new SellerTax(seller, oneStopShop), TABLE);
    }

    private static Buyer buyer(@Nullable String country, @Nullable String vatId) {
        return new Buyer(
                country,
                null,
                null,
                vatId == null ? null : VatId.parse(vatId).orElseThrow(),
                VatIdStatus.UNKNOWN,
                false,
                TODAY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            at home, a consumer                | FR | FR | -             | true  | CUSTOMER_LOCATION | 20
            at home, a business                | FR | FR | FR12345678901 | true  | CUSTOMER_LOCATION | 20
            elsewhere in the EU, a business    | FR | IT | IT12345678901 | true  | REVERSE_CHARGE    | -
            elsewhere in the EU, a consumer    | FR | IT | -             | true  | CUSTOMER_LOCATION | 22
            the same, below the threshold      | FR | IT | -             | false | SELLER_LOCATION   | 20
            from outside the EU to a business  | GB | IT | IT12345678901 | true  | REVERSE_CHARGE    | -
            from outside the EU to a consumer  | GB | IT | -             | false | CUSTOMER_LOCATION | 22
            to outside the EU, a rate is kept  | FR | GB | -             | true  | CUSTOMER_LOCATION | 20
            to outside the EU, none is         | FR | CH | -             | true  | NO_RATE           | -
            with a VAT id but outside the EU   | FR | CH | IT12345678901 | true  | NO_RATE           | -
            a seller who does not say where    | -  | IT | IT12345678901 | true  | CUSTOMER_LOCATION | 22
            a buyer who does not say where     | FR | -  | -             | true  | NO_RATE           | -
            """)
    void decidesByWhereBothAre(
            String name,
            @Nullable String seller,
            @Nullable String country,
            @Nullable String vatId,
            boolean oneStopShop,
            TaxReason reason,
            @Nullable String percent) {
        var treatment = treat(buyer(country, vatId), seller, oneStopShop);

        assertThat(treatment.reason()).isEqualTo(reason);
        assertThat(treatment.rates())
                .extracting(rate -> rate.ratePercent().toPlainString())
                .containsExactlyElementsOf(percent == null ? List.of() : List.of(percent));
    }

    @ParameterizedTest
    @CsvSource({"VALID, REVERSE_CHARGE", "UNKNOWN, REVERSE_CHARGE", "INVALID, CUSTOMER_LOCATION"})
    void takesAnOutageForNoAnswer(VatIdStatus status, TaxReason reason) {
        var vatId = VatId.parse("IT12345678901").orElseThrow();

        var treatment = treat(new Buyer("IT", null, null, vatId, status, false, TODAY), "FR", true);

        assertThat(treatment.reason()).isEqualTo(reason);
    }

    @Test
    void taxesNobodyWhoIsExempt() {
        var exempt = new Buyer("FR", null, null, null, VatIdStatus.UNKNOWN, true, TODAY);

        assertThat(treat(exempt, "FR", true)).isEqualTo(new TaxTreatment(List.of(), TaxReason.EXEMPT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            NY | New York | 4 4.5
            ny | NEW YORK | 4 4.5
            NY | Buffalo  | 4
            NY | -        | 4
            CA | New York | -
            -  | New York | -
            """)
    void addsUpTheRatesOfStateAndCity(@Nullable String state, @Nullable String city, @Nullable String percents) {
        var buyer = new Buyer("US", state, city, null, VatIdStatus.UNKNOWN, false, TODAY);

        assertThat(treat(buyer, null, true).rates())
                .extracting(rate -> rate.ratePercent().toPlainString())
                .containsExactlyElementsOf(percents == null ? List.of() : List.of(percents.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource({"2026-06-30, 16", "2026-07-01, 19"})
    void takesTheRateOfTheDay(LocalDate day, String percent) {
        var buyer = new Buyer("DE", null, null, null, VatIdStatus.UNKNOWN, false, day);

        assertThat(treat(buyer, "DE", true).rates().getFirst().ratePercent()).isEqualByComparingTo(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "DE123456789, DE, 123456789",
        "de 123 456 789, DE, 123456789",
        "EL123456789, GR, 123456789",
        "ATU12345678, AT, U12345678",
        "NL123456789B01, NL, 123456789B01",
        "FR-1A.123456789, FR, 1A123456789",
        "XI123456789, XI, 123456789"
    })
    void readsVatIds(String given, String country, String number) {
        var id = VatId.parse(given).orElseThrow();

        assertThat(id.country()).isEqualTo(country);
        assertThat(id.number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "DE", "DE12345678", "DE1234567890", "GR123456789", "GB123456789", "12-3456789", "ATX1234567"
            })
    void knowsWhatIsNoVatId(String given) {
        assertThat(VatId.parse(given)).isEmpty();
    }
}
