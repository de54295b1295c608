package dev.perennial.shared.money;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CurrenciesTests {

    @ParameterizedTest
    @ValueSource(strings = {"USD", "EUR", "JPY", "BHD", "CLF"})
    void takesWhatHasAMinorUnit(String code) {
        assertThat(Currencies.require("currency", code).getCurrencyCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usd", "Usd", "US", "USDT", "ZZZ", "XXX", "XTS", "XAU", "", " USD", "€"})
    void refusesEverythingElseByTheCallersNameOfTheField(String code) {
        var refusal = catchThrowableOfType(DomainException.class, () -> Currencies.require("prices[0].currency", code));

        assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID);
        assertThat(refusal.fieldErrors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("prices[0].currency");
            assertThat(error.code()).isEqualTo("unknown_currency");
            assertThat(error.message()).contains("'" + code + "'");
        });
    }
}
