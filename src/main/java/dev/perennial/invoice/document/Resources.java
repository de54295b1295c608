package dev.perennial.invoice.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What ships with the renderer: template, styles, fonts. */
final class Resources {

    private Resources() {}

    static InputStream open(String name) {
        var stream = Resources.class.getResourceAsStream("/invoice/" + name);
        if (stream == null) {
            throw new IllegalStateException("invoice/" + name + " is missing from the class path");
        }
        return stream;
    }

    static String text(String name) {
        try (var stream = open(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
