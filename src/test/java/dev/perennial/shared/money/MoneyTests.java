package dev.perennial.shared.money;

import java.util.Currency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MoneyTests {
    private static final Currency USD = Currency.getInstance("USD");
    private static final Currency EUR = Currency.getInstance("EUR");

    @Test
    void addsAndSubtractsToTheCent() {
        assertThat(usd(150).plus(usd(275))).isEqualTo(usd(425));
        assertThat(usd(150).minus(usd(275))).isEqualTo(usd(-125));
        assertThat(usd(150).negated()).isEqualTo(usd(-150));
    }

    @Test
    void neverMixesCurrencies() {
        assertThatIllegalArgumentException().isThrownBy(() -> usd(1).plus(new Money(1, EUR)));
        assertThatIllegalArgumentException().isThrownBy(() -> usd(1).minus(new Money(1, EUR)));
        assertThat(usd(1)).isNotEqualTo(new Money(1, EUR));
    }

    @Test
    void countsUpToTheLastUnitAndThenRefuses() {
        assertThat(usd(Long.MAX_VALUE - 1).plus(usd(1))).isEqualTo(usd(Long.MAX_VALUE));
        assertThatThrownBy(() -> usd(Long.MAX_VALUE).plus(usd(1))).isInstanceOf(ArithmeticException.class);

        assertThat(usd(Long.MIN_VALUE + 1).minus(usd(1))).isEqualTo(usd(Long.MIN_VALUE));
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).minus(usd(1))).isInstanceOf(ArithmeticException.class);

        assertThat(usd(Long.MAX_VALUE).negated()).isEqualTo(usd(-Long.MAX_VALUE));
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).negated()).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1, true, false", "0, false, true", "1, false, false"})
    void knowsItsSign(long minor, boolean negative, boolean zero) {
        assertThat(usd(minor).isNegative()).isEqualTo(negative);
        assertThat(usd(minor).isZero()).isEqualTo(zero);
    }

    @Test
    void zeroIsNothingOfACurrency() {
        assertThat(Money.zero(USD)).isEqualTo(usd(0));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            USD,  2900, USD 29.00
            USD,    -5, USD -0.05
            JPY,   500, JPY 500
            BHD,  1234, BHD 1.234
            XAU,     7, XAU 7
            """)
    void readsAsPeopleWriteIt(String currency, long minor, String text) {
        assertThat(new Money(minor, Currency.getInstance(currency))).hasToString(text);
    }

    private static Money usd(long minor) {
        return new Money(minor, USD);
    }
}
