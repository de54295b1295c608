package dev.perennial.platform.persistence;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns a start that cannot work into two sentences: what is missing, and what to set. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalStateException cause) {
        return switch (cause) {
            case DatabaseConfiguration.MissingDatabaseException missing ->
                new FailureAnalysis(
                        "DATABASE_URL is not set, and this build of Perennial holds no embedded database.",
                        """
                        Set DATABASE_URL (jdbc:postgresql://host:5432/name), DATABASE_USERNAME and DATABASE_PASSWORD to a \
                        PostgreSQL 15 or newer. To try Perennial without one, run ./mvnw spring-boot:run in its source tree.""",
                        missing);
            case DatabaseLogin.InvalidDatabaseUrlException invalid ->
                new FailureAnalysis(String.valueOf(invalid.getMessage()), "Correct DATABASE_URL.", invalid);
            case EmbeddedDatabase.InUseException inUse ->
                new FailureAnalysis(
                        String.valueOf(inUse.getMessage()),
                        "Stop the other process, or give this one a folder of its own with PERENNIAL_DATA_DIR.",
                        inUse);
            default -> null;
        };
    }
}
