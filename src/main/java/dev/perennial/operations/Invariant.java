package dev.perennial.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A rule that must hold for all data of all tenants at all times, as a query that must find nothing. They are those of
 * {@code invariants.sql}, which {@code docs/invariants.md} explains.
 *
 * @param code stable, and shared by the parts of one rule: {@code I3}
 * @param name the code and the rule in a few words
 * @param query finds what breaks it; the first column is the tenant, where a row belongs to one
 */
public record Invariant(String code, String name, String query) {
    private static final Pattern HEADING = Pattern.compile("(?m)^-- name: ");
    private static final List<Invariant> ALL = read();

    /** All rules, in the order of the file. */
    public static List<Invariant> all() {
        return ALL;
    }

    private static List<Invariant> read() {
        try (var file = Invariant.class.getResourceAsStream("/invariants.sql")) {
            if (file == null) {
                throw new IllegalStateException("invariants.sql is missing");
            }
            var parts = HEADING.split(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            // What stands before the first heading is about all of them.
            return Arrays.stream(parts).skip(1).map(Invariant::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Invariant parse(String part) {
        int lineEnd = part.indexOf('\n');
        var name = part.substring(0, lineEnd).strip();
        return new Invariant(
                name.substring(0, name.indexOf(' ')),
                name,
                part.substring(lineEnd).strip());
    }
}
