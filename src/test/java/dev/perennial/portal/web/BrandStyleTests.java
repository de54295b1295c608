package dev.perennial.portal.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BrandStyleTests {

    @Test
    void writesTheColor() {
        assertThat(BrandStyle.of("#0b5fff")).isEqualTo(":root { --brand: #0b5fff; }\n");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "red", "#12345", "#1234567", "#0B5FFF; } body { display: none", "url(https://x)"})
    void writesNothingElse(String color) {
        assertThat(BrandStyle.of(color)).isEmpty();
    }
}
