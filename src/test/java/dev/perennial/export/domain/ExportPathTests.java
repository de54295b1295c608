package dev.perennial.export.domain;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.shared.error.DomainException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ExportPathTests {

    @ParameterizedTest
    @ValueSource(strings = {"", "finance", "finance/daily", "a/b/c/d/e/f/g/h", "2026", "v1.2-beta_3", "_x"})
    void takesNamesWithSlashesBetween(String path) {
        assertThat(ExportPath.require("path", path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "a/../b",
                "a/..",
                ".",
                "./a",
                ".hidden",
                "a/.hidden",
                "/",
                "/etc",
                "a/",
                "a//b",
                "a\\b",
                "C:",
                "~",
                "-rf",
                "a b",
                "a\0b",
                "a\nb",
                "%2e%2e",
                "ä",
                "a/b/c/d/e/f/g/h/i",
                "a12345678901234567890123456789012345678901234567890123456789012345"
            })
    void refusesWhatLeadsElsewhere(String path) {
        var refused = catchThrowableOfType(DomainException.class, () -> ExportPath.require("path", path));

        assertThat(refused.fieldErrors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("path");
            assertThat(error.code()).isEqualTo("invalid_path");
        });
    }
}
