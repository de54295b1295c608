package dev.perennial.shared.money;

import java.math.BigDecimal;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExchangeRateTests {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 2);

    @ParameterizedTest
    @CsvSource({
        "USD, EUR, 0.5,     1001,   501", // half a cent goes up
        "USD, EUR, 0.5,    -1001,  -501",
        "USD, JPY, 150.25,   100,   150", // no minor unit: 150.25 yen
        "JPY, USD, 0.0066,   100,    66", // 0.66 dollars
        "BHD, USD, 2.65,    1000,   265", // three decimals: one dinar
        "USD, BHD, 0.377,    100,   377",
        "USD, USD, 1,        123,   123",
    })
    void convertsMinorUnitsOfAnyCurrency(String from, String to, BigDecimal rate, long minor, long expected) {
        assertThat(new ExchangeRate(from, to, rate, DAY, "ECB").convert(minor)).isEqualTo(expected);
    }

    @Test
    void crossesTwoQuotes() {
        var crossed =
                ExchangeRate.crossed("USD", new BigDecimal("1.0850"), "GBP", new BigDecimal("0.8680"), DAY, "ECB");

        assertThat(crossed.rate()).isEqualByComparingTo("0.8");
        assertThat(crossed.convert(10_000)).isEqualTo(8_000);
    }

    @Test
    void keepsTwelveDigits() {
        var crossed = ExchangeRate.crossed("USD", new BigDecimal("1.0850"), "EUR", BigDecimal.ONE, DAY, "ECB");

        assertThat(crossed.rate()).isEqualTo(new BigDecimal("0.921658986175"));
    }

    @Test
    void isOneWithinACurrency() {
        var quote = new BigDecimal("3");

        assertThat(ExchangeRate.crossed("SEK", quote, "SEK", quote, DAY, "ECB").rate())
                .isEqualTo(BigDecimal.ONE);
    }

    @Test
    void writesLargeRatesWithoutAnExponent() {
        var crossed = ExchangeRate.crossed("EUR", BigDecimal.ONE, "IDR", new BigDecimal("17000"), DAY, "ECB");

        assertThat(crossed.rate()).hasToString("17000");
    }

    @Test
    void refusesToBeNothing() {
        assertThatThrownBy(() -> new ExchangeRate("USD", "EUR", BigDecimal.ZERO, DAY, "ECB"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overflowsAloud() {
        var rate = new ExchangeRate("USD", "IDR", new BigDecimal("17000"), DAY, "ECB");

        assertThatThrownBy(() -> rate.convert(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }
}
