package dev.perennial.platform.persistence;

import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/**
 * Where another process migrates, as the owner of the schema, this one may start before that is done: Kubernetes starts the Job and
 * the first new pod together. It waits, before it serves or works, for the schema it was made for. A newer one will do.
 */
@Component
@ConditionalOnProperty(name = "spring.flyway.enabled", havingValue = "false")
class MigratedElsewhere implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(MigratedElsewhere.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Nothing was migrated yet, or only so far that this login may not look. */
    private static final Set<String> NO_HISTORY = Set.of("42P01", "42501");

    private final Flyway flyway;
    private final Duration wait;

    MigratedElsewhere(DataSource dataSource, DatabaseProperties properties) {
        this.flyway = Flyway.configure().dataSource(dataSource).load();
        this.wait = properties.schemaWait();
    }

    /** Fails with {@link Misconfiguration} when the schema does not come. */
    @Override
    public void afterPropertiesSet() throws InterruptedException {
        if (wait.isZero()) {
            return;
        }
        long end = System.nanoTime() + wait.toNanos();
        boolean told = false;
        while (!isMigrated()) {
            if (System.nanoTime() - end >= 0) {
                throw new Misconfiguration(
                        "After %d s the schema of the database is still older than this version of Perennial."
                                .formatted(wait.toSeconds()),
                        """
                        Let the migration run as the login that owns the schema (the Job perennial-migration in Kubernetes, the container \
                        migration in Compose), or leave SPRING_FLYWAY_ENABLED alone where this login is the owner.""");
            }
            if (!told) {
                log.info(
                        "The schema is older than this version; waiting up to {} s for its migration",
                        wait.toSeconds());
                told = true;
            }
            Thread.sleep(PAUSE);
        }
    }

    private boolean isMigrated() {
        try {
            return flyway.info().pending().length == 0;
        } catch (FlywayException e) {
            if (SqlStates.isAnyOf(NO_HISTORY, e)) {
                return false;
            }
            throw e;
        }
    }
}
