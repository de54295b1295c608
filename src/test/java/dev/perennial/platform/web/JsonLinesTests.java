package dev.perennial.platform.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JsonLinesTests {

    @Test
    void readsLinesWithAndWithoutALastLineBreak() throws IOException {
        assertThat(lines("a\nbc\n")).containsExactly("a", "bc");
        assertThat(lines("a\nbc")).containsExactly("a", "bc");
        assertThat(lines("a\r\n\n \nbc")).containsExactly("a\r", "", " ", "bc");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void readsLinesThatDoNotFitIntoOneRead() throws IOException {
        var wide = "x".repeat(100_000);

        assertThat(lines(wide + "\n" + wide, 100_000)).containsExactly(wide, wide);
    }

    @Test
    void passesOverALineThatIsTooLong() throws IOException {
        assertThat(lines("a\n" + "x".repeat(100_000) + "\nbc\n" + "y".repeat(11), 10))
                .containsExactly("a", "too long", "bc", "too long");
        assertThat(lines("x".repeat(10) + "\n" + "x".repeat(11), 10)).containsExactly("x".repeat(10), "too long");
    }

    @Test
    void knowsABlankLine() {
        assertThat(new JsonLines.Line(bytes(" \t\r"), false).isBlank()).isTrue();
        assertThat(new JsonLines.Line(bytes(" {}"), false).isBlank()).isFalse();
        assertThat(new JsonLines.Line(bytes(""), true).isBlank()).isFalse();
    }

    private static List<String> lines(String text) throws IOException {
        return lines(text, 1000);
    }

    private static List<String> lines(String text, int lengthMax) throws IOException {
        var reader = new JsonLines(inSmallParts(text), lengthMax);
        var lines = new ArrayList<String>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            lines.add(line.isTooLong() ? "too long" : new String(line.text(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    /** As a network does: never more than some bytes at a time. */
    private static InputStream inSmallParts(String text) {
        return new ByteArrayInputStream(bytes(text)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 777));
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
