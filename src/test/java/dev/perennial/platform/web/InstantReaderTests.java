package dev.perennial.platform.web;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstantReaderTests {
    private static final JsonMapper JSON = StrictJson.mapper();

    record Box(@Nullable Instant value) {}

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-01-31T23:59:59Z,           2026-01-31T23:59:59Z
            2028-02-29T00:00:00Z,           2028-02-29T00:00:00Z
            0001-01-01T00:00:00Z,           0001-01-01T00:00:00Z
            1969-12-31T23:59:59.5Z,         1969-12-31T23:59:59.500Z
            2026-01-31T23:59:59.001Z,       2026-01-31T23:59:59.001Z
            2026-01-31T23:59:59.999999999Z, 2026-01-31T23:59:59.999999999Z
            2026-02-01T00:59:59+01:00,      2026-01-31T23:59:59Z
            2026-01-31T24:00:00Z,           2026-02-01T00:00:00Z
            2026-01-31T23:59:59.Z,          2026-01-31T23:59:59Z
            +12026-01-31T23:59:59Z,         +12026-01-31T23:59:59Z
            2026-01-31t23:59:59z,           2026-01-31T23:59:59Z
            """)
    void readsInstants(String text, Instant value) {
        assertThat(read('"' + text + '"')).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-01-31T25:00:00Z",
                "2026-01-31T23:60:00Z",
                "2026-01-31T23:59:61Z",
                "2026-01-31T23:59:59.1234567890Z",
                "2026-01-31T23:59:59.12a4Z",
                "2026-01-31T23:59:59,5Z",
                "2026-01-31T2a:59:59Z",
                "2026-01-31T\u0662\u0663:59:59Z",
                "-026-01-31T23:59:59Z",
                "2026-01-31T23:59:59",
                "2026-01-31 23:59:59Z",
                "2026-01-31Z",
                "Z",
                "yesterday"
            })
    void refusesWhatIsNoInstant(String text) {
        assertThatExceptionOfType(MismatchedInputException.class).isThrownBy(() -> read('"' + text + '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}", "[]"})
    void refusesWhatIsNoText(String json) {
        assertThatExceptionOfType(MismatchedInputException.class).isThrownBy(() -> read(json));
    }

    @Test
    void nothingStaysNothing() {
        assertThat(read("null")).isNull();
        assertThat(JSON.readValue("{}", Box.class).value()).isNull();
    }

    private static @Nullable Instant read(String json) {
        return JSON.readValue("{\"value\":" + json + "}", Box.class).value();
    }
}
