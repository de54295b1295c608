package dev.perennial.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds what in migrations is not known to leave the version before them alone: what it reads, writes and waits for. Of
 * a table that one of them makes, that version knows nothing, so anything goes. What is not on the list of harmless
 * things is found, rather than the other way round.
 */
final class MigrationReview {
    private static final Pattern MAKES = Pattern.compile(
            "create (or replace )?(?:table|function|procedure|view|sequence|type|role) (?:if not exists )?([\\w.]+).*");
    private static final Pattern ALTERS_TABLE = Pattern.compile("alter table (?:if exists )?(?:only )?([\\w.]+) (.*)");
    private static final Pattern INDEXES =
            Pattern.compile("create (unique )?index (concurrently )?(?:if not exists )?\\w+ on (?:only )?([\\w.]+).*");
    /** What may be done to a table or function of the same script: its name, or several, is the first group. */
    private static final List<Pattern> CONCERNS = Stream.of(
                    "create (?:trigger|policy) .*? on ([\\w.]+).*",
                    "revoke .*? on (?:function |table )?([\\w., ]+?)(?:\\(.*\\))? from .*",
                    "insert into ([\\w.]+).*",
                    "update (?:only )?([\\w.]+) .*",
                    "delete from (?:only )?([\\w.]+).*")
            .map(Pattern::compile)
            .toList();

    private static final Pattern HARMLESS =
            Pattern.compile("(?:comment on|grant) .*|call (?:bind_to_tenant|show_to_worker|show_to_auditor)\\(.*");
    private static final Pattern ADDS_COLUMN = Pattern.compile(
            "add (?:column )?(?:if not exists )?(?!constraint\\b|check\\b|unique\\b|primary\\b|foreign\\b|exclude\\b)\\w+ .*");
    private static final Pattern HARMLESS_ACTION =
            Pattern.compile("alter (?:column )?\\w+ (?:drop not null|set statistics .*)|set \\(.*\\)");
    private static final Pattern SETS_PARAMETERS = Pattern.compile("set \\(.*\\)");
    private static final Pattern DIFFERS_BY_ROW = Pattern.compile(
            ".*default (?:clock_timestamp|random|gen_random_uuid|uuidv[47]|nextval|statement_timestamp)\\b.*");

    private final Set<String> own = new HashSet<>();
    private final List<String> findings = new ArrayList<>();

    /**
     * The table whose readers and writers wait until the script is committed: locking another one invites a deadlock.
     */
    private @Nullable String locked;

    /** What is found in the next script, each with the beginning of the statement; empty if it only adds. */
    List<String> look(String script) {
        findings.clear();
        locked = null;
        SqlScript.statements(script).forEach(this::lookAt);
        return List.copyOf(findings);
    }

    private void lookAt(String statement) {
        var made = MAKES.matcher(statement);
        var altered = ALTERS_TABLE.matcher(statement);
        var indexed = INDEXES.matcher(statement);
        if (made.matches() && (made.group(1) == null || own.contains(made.group(2)))) {
            own.add(made.group(2));
        } else if (altered.matches()) {
            lookAtTable(altered);
        } else if (indexed.matches()) {
            lookAtIndex(indexed);
        } else if (!HARMLESS.matcher(statement).matches() && !concernsOwn(statement)) {
            findings.add(statement);
        }
    }

    private boolean concernsOwn(String statement) {
        return CONCERNS.stream()
                .map(pattern -> pattern.matcher(statement))
                .filter(Matcher::matches)
                .anyMatch(concern -> own.containsAll(SqlScript.parts(concern.group(1))));
    }

    private void lookAtTable(Matcher altered) {
        var table = altered.group(1);
        if (own.contains(table)) {
            return;
        }
        for (var action : SqlScript.parts(altered.group(2))) {
            locked = locked == null && !SETS_PARAMETERS.matcher(action).matches() ? table : locked;
            if (!isHarmless(action)) {
                findings.add("alter table " + table + " " + action);
            } else if (locked != null && !locked.equals(table)) {
                findings.add("alter table " + table + " while " + locked + " is locked");
            }
        }
    }

    /**
     * A new column must be filled where the other version knows nothing of it, and must not make PostgreSQL write every
     * row anew.
     */
    private static boolean isHarmless(String action) {
        if (!ADDS_COLUMN.matcher(action).matches()) {
            return HARMLESS_ACTION.matcher(action).matches();
        }
        boolean filled = !action.contains(" not null") || action.contains(" default ");
        return filled
                && !DIFFERS_BY_ROW.matcher(action).matches()
                && !action.contains(" unique")
                && !action.contains(" generated ");
    }

    /**
     * Building one keeps writers out unless it is concurrent, and one that is unique may refuse what they write
     * afterwards.
     */
    private void lookAtIndex(Matcher indexed) {
        boolean unique = indexed.group(1) != null;
        boolean concurrent = indexed.group(2) != null;
        if (!own.contains(indexed.group(3)) && (unique || !concurrent)) {
            findings.add(indexed.group());
        }
    }
}
