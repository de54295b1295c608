package dev.perennial.payment.gateway.stripe;

import java.util.Currency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.shared.money.Money;

import static org.assertj.core.api.Assertions.assertThat;

class StripeAmountsTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            EUR,     1999,    1999
            USD,        1,       1
            HUF,    17500,   17500
            JPY,      500,     500
            KRW,      500,     500
            XAF,      500,     500
            ISK,        5,     500
            UGX,     3000,  300000
            MGA,      500,       5
            KWD,     1230,    1230
            BHD,    10000,   10000
            """)
    void countsAsStripeDoes(String currency, long minor, long amount) {
        assertThat(StripeAmounts.of(money(currency, minor))).hasValue(amount);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            EUR,                   0
            EUR,                  -1
            KWD,                1234
            MGA,                 550
            IQD,                1000
            CLF,               10000
            XXX,                   1
            ISK, 9223372036854775807
            """)
    void refusesWhatStripeCannotCharge(String currency, long minor) {
        assertThat(StripeAmounts.of(money(currency, minor))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            USD, 1050, 1050
            JPY,  500,  500
            ISK,  500,    5
            UGX, 1000,   10
            KWD, 1230, 1230
            MGA,    5,  500
            """)
    void readsWhatStripeCounts(String currency, long amount, long minor) {
        assertThat(StripeAmounts.toMinor(amount, Currency.getInstance(currency)))
                .hasValue(minor);
    }

    @Test
    void refusesToReadWhatWeCannotExpress() {
        assertThat(StripeAmounts.toMinor(550, Currency.getInstance("ISK"))).isEmpty();
        assertThat(StripeAmounts.toMinor(1, Currency.getInstance("XXX"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"USD, 50", "GBP, 30", "JPY, 50", "HUF, 17500", "KWD, 0"})
    void knowsTheLeastThatCanBeCharged(String currency, long minimum) {
        assertThat(StripeAmounts.minimum(currency)).isEqualTo(minimum);
    }

    @Test
    void takesTheLargestAmountThereIs() {
        assertThat(StripeAmounts.of(money("EUR", Long.MAX_VALUE))).hasValue(Long.MAX_VALUE);
    }

    private static Money money(String currency, long minor) {
        return new Money(minor, Currency.getInstance(currency));
    }
}
