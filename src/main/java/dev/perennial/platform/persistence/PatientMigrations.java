package dev.perennial.platform.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

/**
 * Migrations give way to the version that is at work meanwhile. While one waits for a lock, whoever comes after it
 * waits too, and where it holds some already, there may be a deadlock. So it waits for half a second, which is less
 * than PostgreSQL takes to look for deadlocks, then it is rolled back, lets the others through, and is tried again.
 */
@Component
class PatientMigrations implements FlywayMigrationStrategy, Callback {
    private static final Logger log = LoggerFactory.getLogger(PatientMigrations.class);
    private static final String WAIT_MAX = "set local lock_timeout = '500ms'";
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** Several minutes; after them somebody holds a lock who must be looked at. */
    private static final int TRIES_MAX = 300;

    private static final Set<String> LOCK_NOT_TO_BE_HAD = Set.of("55P03", "40P01");

    @Override
    public void migrate(Flyway flyway) {
        for (int tries = 1; ; tries++) {
            try {
                flyway.migrate();
                return;
            } catch (FlywayException e) {
                if (tries == TRIES_MAX || !SqlStates.isAnyOf(LOCK_NOT_TO_BE_HAD, e)) {
                    throw e;
                }
                log.info(
                        "A migration waits for a lock that others hold, and is tried again ({} of {})",
                        tries,
                        TRIES_MAX);
                pause(e);
            }
        }
    }

    private static void pause(FlywayException reason) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    /**
     * In that of the migration, whose settings end with it. What runs outside of one, as a concurrent index, may wait.
     */
    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (var statement = context.getConnection().createStatement()) {
            statement.execute(WAIT_MAX);
        } catch (SQLException e) {
            throw new FlywayException("The time to wait for locks could not be set", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "patient-migrations";
    }
}
