package dev.perennial.console;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.shared.error.DomainException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MoneyInputTests {

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "29.90, USD, 2990",
        "29.9, USD, 2990",
        "' 29 ', USD, 2900",
        "1450, JPY, 1450",
        "1.234, BHD, 1234",
        "-1, USD, -100"
    })
    void readsAmountsInTheUnitOfTheCurrency(String text, String currency, long minor) {
        assertThat(MoneyInput.minorUnits("amount", text, currency)).isEqualTo(minor);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "29.905, USD, has more than the 2 decimals of USD",
        "1.5, JPY, has more than the 0 decimals of JPY",
        "99999999999999999999, USD, is too large",
        "much, USD, is not a number",
        "'1,50', USD, is not a number",
    })
    void namesTheFieldOfWhatIsNoAmount(String text, String currency, String message) {
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> MoneyInput.minorUnits("amount", text, currency))
                .satisfies(e -> assertThat(e.fieldErrors().getFirst().field()).isEqualTo("amount"))
                .withMessageContaining(message);
    }
}
