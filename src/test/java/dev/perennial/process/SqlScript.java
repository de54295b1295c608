package dev.perennial.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Statements of a script as a reader of their form wants them: lower case, single spaces, no comments, bodies and
 * strings left out.
 */
final class SqlScript {
    /** What hides a semicolon: a comment, a body in dollars, a string, a quoted name. */
    private static final Pattern OPAQUE = Pattern.compile(
            "(?<comment>--[^\\n]*|/\\*.*?\\*/)|(?<body>\\$(?<tag>\\w*)\\$.*?\\$\\k<tag>\\$)|(?<string>'(?:[^']|'')*')",
            Pattern.DOTALL);

    private SqlScript() {}

    static List<String> statements(String script) {
        var plain = OPAQUE.matcher(script).replaceAll(found -> {
            if (found.group("comment") != null) {
                return " ";
            }
            return found.group("body") != null ? "\\$\\$" : "''";
        });
        var statements = new ArrayList<String>();
        for (var statement : plain.split(";")) {
            var tidy = statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
            if (!tidy.isEmpty()) {
                statements.add(tidy);
            }
        }
        return statements;
    }

    /** The parts of a list, whose own lists in brackets stay whole. */
    static List<String> parts(String list) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            switch (list.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        parts.add(list.substring(from, i).strip());
                        from = i + 1;
                    }
                }
                default -> {
                    // part of what it stands in
                }
            }
        }
        parts.add(list.substring(from).strip());
        return parts;
    }
}
