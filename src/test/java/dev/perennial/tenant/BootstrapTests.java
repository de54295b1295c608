package dev.perennial.tenant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.platform.config.Misconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BootstrapTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            prn_test_demo,             TEST
            prn_test_0123456789abcdef, TEST
            prn_live_0123456789abcdef, LIVE
            """)
    void theKeySaysWhetherMoneyIsReal(String key, TenantMode mode) {
        assertThat(Bootstrap.modeOf(key)).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prn_test_0123456789abcde",
                "prn_live_0123456789abcde",
                "prn_live_demo",
                "prn_test_",
                "prn_prod_0123456789abcdef",
                "PRN_TEST_0123456789abcdef",
                "0123456789abcdef0123456789abcdef"
            })
    void refusesWhatCanBeGuessedOrIsNoKeyWithoutRepeatingIt(String key) {
        assertThatThrownBy(() -> Bootstrap.modeOf(key))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageNotContaining(key);
    }
}
