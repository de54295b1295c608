package dev.perennial.platform.persistence;

import java.sql.SQLException;
import java.util.Set;

/** Finds out why PostgreSQL refused something, by the five characters that it names its reasons with. */
final class SqlStates {
    private SqlStates() {}

    /** Whether one of the causes of a failure is an answer of PostgreSQL with one of these states. */
    static boolean isAnyOf(Set<String> states, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && states.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
