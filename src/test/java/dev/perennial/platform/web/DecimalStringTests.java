package dev.perennial.platform.web;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DecimalStringTests {
    private static final JsonMapper JSON = StrictJson.mapper();

    record Box(@DecimalString @Nullable BigDecimal value) {}

    @ParameterizedTest
    @CsvSource(textBlock = """
            0.05,       0.05
            0.0500,     0.05
            100,        100
            1E+3,       1000
            1E-12,      0.000000000001
            0.000,      0
            -1.50,      -1.5
            123456789012345678.123456789012, 123456789012345678.123456789012
            """)
    void writesPlainTextWithoutTrailingZeros(BigDecimal value, String text) {
        assertThat(JSON.writeValueAsString(new Box(value))).isEqualTo("{\"value\":\"" + text + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "0.05"  | 0.05
            0.05    | 0.05
            "100"   | 100
            100     | 100
            "-1.5"  | -1.5
            -0      | 0
            " 7 "   | 7
            "0000000000000000000000000000000000000007" | 7
            123456789012345678.123456789012 | 123456789012345678.123456789012
            """)
    void readsTextAndNumbersDigitByDigit(String json, BigDecimal value) {
        assertThat(read(json)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1e5\"",
                "1e5",
                "\"1e999999\"",
                "1e999999",
                "\"\"",
                "\" \"",
                "\"+1\"",
                "\".5\"",
                "\"1.\"",
                "\"1,5\"",
                "\"1 000\"",
                "\"0x10\"",
                "\"NaN\"",
                "\"\u0663\"",
                "\"00000000000000000000000000000000000000007\""
            })
    void refusesWhatIsNoPlainDecimal(String json) {
        assertThatExceptionOfType(InvalidFormatException.class).isThrownBy(() -> read(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}", "[]", "[1]"})
    void refusesWhatIsNoNumberAtAll(String json) {
        assertThatExceptionOfType(MismatchedInputException.class).isThrownBy(() -> read(json));
    }

    @Test
    void nothingStaysNothing() {
        assertThat(JSON.readValue("{\"value\":null}", Box.class).value()).isNull();
        assertThat(JSON.readValue("{}", Box.class).value()).isNull();
    }

    private static @Nullable BigDecimal read(String json) {
        return JSON.readValue("{\"value\":" + json + "}", Box.class).value();
    }
}
