package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules that must hold for all data at all times: one query each in {@code invariants.sql}, which must find
 * nothing. They run after every class of integration tests.
 */
public final class Invariants {
    private static final Map<String, String> CHECKS = read();

    private Invariants() {}

    /** Fails with the offending rows of every broken rule. */
    public static void assertHold(JdbcClient owner) {
        var broken = new LinkedHashMap<String, Object>();
        CHECKS.forEach((name, query) -> {
            var rows = owner.sql(query).query().listOfRows();
            if (!rows.isEmpty()) {
                broken.put(name, rows);
            }
        });
        assertThat(broken).as("broken invariants").isEmpty();
    }

    public static Map<String, String> checks() {
        return CHECKS;
    }

    private static Map<String, String> read() {
        try (var file = Invariants.class.getResourceAsStream("/invariants.sql")) {
            if (file == null) {
                throw new IllegalStateException("invariants.sql is missing");
            }
            var checks = new LinkedHashMap<String, String>();
            for (var part : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^-- name: ")) {
                int lineEnd = part.indexOf('\n');
                if (lineEnd > 0 && !part.isBlank() && !part.startsWith("--")) {
                    checks.put(
                            part.substring(0, lineEnd).strip(),
                            part.substring(lineEnd).strip());
                }
            }
            return checks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
