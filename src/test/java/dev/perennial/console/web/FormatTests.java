package dev.perennial.console.web;

import java.math.BigDecimal;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FormatTests {
    private final Format format = Format.INSTANCE;

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({"1450, USD, $14.50", "-1450, USD, -$14.50", "123456, JPY, '¥123,456'", "30500, BHD, BHD\u00A030.500"})
    void writesAmountsWithTheDecimalsOfTheirCurrency(long minor, String currency, String text) {
        assertThat(format.money(minor, currency)).isEqualTo(text);
    }

    @Test
    void writesADashForWhatThereIsNot() {
        assertThat(format.money(null, "USD")).isEqualTo("–");
        assertThat(format.percent(null)).isEqualTo("–");
        assertThat(format.time(null)).isEqualTo("–");
        assertThat(format.words(null)).isEqualTo("–");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"0.0312, 3.12 %", "0.05, 5 %", "1, 100 %", "0, 0 %", "-0.1, -10 %"})
    void writesRatesAsPercent(BigDecimal rate, String text) {
        assertThat(format.percent(rate)).isEqualTo(text);
    }

    @Test
    void namesTheZoneOfEachTime() {
        var instant = Instant.parse("2026-07-01T00:30:00Z");

        assertThat(format.time(instant)).isEqualTo("1 Jul 2026, 00:30 UTC");
        assertThat(format.time(instant, "America/New_York")).isEqualTo("30 Jun 2026, 20:30 EDT");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"0, 0", "0.05, 0", "0.1, 1", "0.99, 9", "1, 10", "1.7, 10", "-0.2, 0"})
    void shadesARateByTenths(BigDecimal rate, int shade) {
        assertThat(format.shade(rate)).isEqualTo(shade);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "key:01a22d0f-8376-7000-870f-41d7d489487a, key …d489487a",
        "user:ada@example.com, ada@example.com",
        "job:billing, job billing",
        "system, system",
    })
    void writesWhoActedAsPeopleReadIt(String actor, String text) {
        assertThat(format.actor(actor)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"PAST_DUE, Past due", "invoice.finalized, Invoice finalized", "payment_method, Payment method"})
    void writesStatesAndTypesAsWords(String state, String words) {
        assertThat(format.words(state)).isEqualTo(words);
    }
}
