package dev.perennial.platform.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

import dev.perennial.platform.config.Misconfiguration;

/**
 * Where another process migrates, as the owner of the schema, this one may start before that is done: Kubernetes starts the Job and
 * the first new pod together. It waits, before it serves or works, for its login, for the roles that the first migration makes, and for
 * the schema it was made for. A newer one will do.
 */
@Component
@ConditionalOnProperty(name = "spring.flyway.enabled", havingValue = "false")
class MigratedElsewhere implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(MigratedElsewhere.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** PostgreSQL answers alike to a login that is not there and to a wrong password, so as not to tell which it is. */
    private static final Set<String> LOGIN_REFUSED = Set.of("28P01", "28000");

    /** There is no such role, or this login may not become it. */
    private static final Set<String> ROLE_REFUSED = Set.of("22023", "42501");

    /** Nothing was migrated yet, or only so far that this login may not look. */
    private static final Set<String> NO_HISTORY = Set.of("42P01", "42501");

    /** Past the pool, which would report each refusal as an error of its own. */
    private final DataSource direct;

    private final Flyway flyway;
    private final Duration wait;

    /** What has to be there before this process can work, as a clause, and what to do when it does not come. */
    private record Missing(String what, String remedy) {}

    MigratedElsewhere(DataSource dataSource, DatabaseLogin login, DatabaseProperties properties) {
        this.direct = direct(login);
        this.flyway = Flyway.configure().dataSource(dataSource).load();
        this.wait = properties.schemaWait();
    }

    private static DataSource direct(DatabaseLogin login) {
        var direct = new DriverManagerDataSource(login.jdbcUrl());
        direct.setUsername(login.username());
        direct.setPassword(login.password());
        return direct;
    }

    /** Fails with {@link Misconfiguration} when what it waits for does not come. */
    @Override
    public void afterPropertiesSet() throws InterruptedException, SQLException {
        if (wait.isZero()) {
            return;
        }
        long end = System.nanoTime() + wait.toNanos();
        @Nullable Missing told = null;
        for (var missing = missing(); missing.isPresent(); missing = missing()) {
            var now = missing.get();
            if (System.nanoTime() - end >= 0) {
                throw new Misconfiguration(
                        "After %d s of waiting, %s.".formatted(wait.toSeconds(), now.what()), now.remedy());
            }
            if (!Objects.equals(told, now)) {
                log.info(
                        "Waiting up to {} s for another process to make the database ready: {}",
                        wait.toSeconds(),
                        now.what());
                told = now;
            }
            Thread.sleep(PAUSE);
        }
    }

    private Optional<Missing> missing() throws SQLException {
        return missingLogin().or(this::missingSchema);
    }

    private Optional<Missing> missingLogin() throws SQLException {
        try (var connection = direct.getConnection()) {
            return missingRole(connection);
        } catch (SQLException e) {
            if (!SqlStates.isAnyOf(LOGIN_REFUSED, e)) {
                throw e;
            }
            return Optional.of(new Missing("the database refuses the login: " + e.getMessage(), """
                    If there is no such login, let an administrator make it (deploy/logins/service.sql, after the first migration); if there \
                    is, DATABASE_PASSWORD is not its password, or pg_hba.conf does not let it in from here."""));
        }
    }

    private static Optional<Missing> missingRole(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(DatabaseConfiguration.SESSION_SET_UP);
            return Optional.empty();
        } catch (SQLException e) {
            if (!SqlStates.isAnyOf(ROLE_REFUSED, e)) {
                throw e;
            }
            return Optional.of(new Missing("the login cannot become the role of the service: " + e.getMessage(), """
                    The first migration makes the roles (the Job perennial-migration in Kubernetes, the container migration in Compose), and \
                    deploy/logins/service.sql grants them to the login of the service."""));
        }
    }

    private Optional<Missing> missingSchema() {
        return isMigrated()
                ? Optional.empty()
                : Optional.of(new Missing("the schema of the database is older than this version of Perennial", """
                        Let the migration run as the login that owns the schema (the Job perennial-migration in Kubernetes, the container \
                        migration in Compose), or leave SPRING_FLYWAY_ENABLED alone where this login is the owner."""));
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
