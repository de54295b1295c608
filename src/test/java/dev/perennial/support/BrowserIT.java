package dev.perennial.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That the eyes of the other tests see. */
class BrowserIT {
    private static final String PAGE = """
            <!DOCTYPE html><meta name=viewport content="width=device-width, initial-scale=1"><body style="margin: 0">
            """;

    private static Browser open() {
        return Browser.open("data:text/html,");
    }

    private static String page(String body) {
        return URLEncoder.encode(PAGE + body, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1920})
    void seesWhatDoesNotFit(int width) {
        try (var browser = open()) {
            browser.wide(width);

            browser.go(page("<p style='width:" + width + "px'>just fits"));
            assertThatCode(browser::assertFits).doesNotThrowAnyException();

            browser.go(page("<p style='width:" + (width + 1) + "px'>does not fit"));
            assertThatThrownBy(browser::assertFits)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("P. ends at " + (width + 1));
        }
    }

    @Test
    void letsThingsScrollByThemselves() {
        try (var browser = open()) {
            browser.wide(360);

            browser.go(page("<div style='overflow-x: auto'><p style='width: 2000px'>a table</div>"));

            assertThatCode(browser::assertFits).doesNotThrowAnyException();
        }
    }
}
