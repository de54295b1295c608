package dev.perennial.platform.persistence;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.perennial.platform.config.Misconfiguration;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A service whose login owns nothing, started before, beside and after the migration of its database. */
class MigratedElsewhereIT {
    private static final String LATEST =
            " from flyway_schema_history where installed_rank = (select max(installed_rank) from flyway_schema_history)";

    private final TestDatabase database = TestDatabase.shared().createDatabase("migrated_elsewhere");
    private final HikariDataSource service = new HikariDataSource();

    @AfterEach
    void disconnect() {
        service.close();
    }

    @Test
    void waitsForTheSchemaItWasMadeFor() throws Exception {
        Flyway.configure()
                .dataSource(database.asOwner())
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
        connect();
        start(Duration.ofMillis(1));

        sql("create table latest as select *" + LATEST);
        sql("delete" + LATEST);
        assertNotMigrated();
        sql("revoke select on flyway_schema_history from perennial_app");
        assertNotMigrated();
        sql("alter table flyway_schema_history rename to nothing_migrated");
        assertNotMigrated();
        sql("alter table nothing_migrated rename to flyway_schema_history");
        sql("grant select on flyway_schema_history to perennial_app");

        var starting = CompletableFuture.runAsync(() -> start(Duration.ofSeconds(30)));
        Thread.sleep(700);
        assertThat(starting).isNotDone();
        sql("insert into flyway_schema_history select * from latest");
        assertThat(starting).succeedsWithin(Duration.ofSeconds(5));

        // A version older than the schema, as during an upgrade and after a step back.
        sql("update flyway_schema_history set version = '9999', description = 'later', script = 'V9999__later.sql'"
                + " where installed_rank = (select max(installed_rank) from flyway_schema_history)");
        sql(
                "insert into flyway_schema_history select installed_rank - 1000000, version, description, type, script, checksum,"
                        + " installed_by, installed_on, execution_time, success from latest");
        start(Duration.ofMillis(1));
    }

    /** As for the roles of a cluster that was never migrated; FirstInstallationIT has a cluster of its own for those. */
    @Test
    void waitsForALoginThatMayBecomeTheRoleOfTheService() throws Exception {
        sql("drop role if exists elsewhere_service");
        try {
            var login = new DatabaseLogin(database.url(), "elsewhere_service", "secret");
            assertThatThrownBy(() -> start(login, Duration.ofMillis(1)))
                    .isInstanceOf(Misconfiguration.class)
                    .hasMessageContaining("refuses the login")
                    .hasMessageContaining("elsewhere_service")
                    .hasMessageNotContaining("secret");
            sql("create role elsewhere_service login password 'secret'");
            assertThatThrownBy(() -> start(login, Duration.ofMillis(1)))
                    .isInstanceOf(Misconfiguration.class)
                    .hasMessageContaining("cannot become the role of the service");
            sql("grant perennial_app to elsewhere_service");
            connect();
            assertThatThrownBy(() -> start(login, Duration.ofMillis(1)))
                    .isInstanceOf(Misconfiguration.class)
                    .hasMessageContaining("older than this version");
        } finally {
            sql("drop role if exists elsewhere_service");
        }
    }

    private void connect() {
        service.setJdbcUrl(database.url());
        service.setUsername(database.username());
        service.setPassword(database.password());
        service.setConnectionInitSql("set role perennial_app");
    }

    private void assertNotMigrated() {
        assertThatThrownBy(() -> start(Duration.ofMillis(1)))
                .isInstanceOf(Misconfiguration.class)
                .hasMessageContaining("older than this version");
    }

    private void start(Duration wait) {
        start(new DatabaseLogin(database.url(), database.username(), database.password()), wait);
    }

    private void start(DatabaseLogin login, Duration wait) {
        try {
            new MigratedElsewhere(service, login, new DatabaseProperties(database.url(), null, null, "./data", 2, wait))
                    .afterPropertiesSet();
        } catch (InterruptedException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void sql(String statement) throws SQLException {
        try (var connection = database.asOwner().getConnection();
                var run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
