package dev.perennial.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The first of all starts: the pods are applied together with the migration, on a cluster that knows neither logins nor roles. It asks for
 * passwords, as one in production does.
 */
class FirstInstallationIT {
    private static final String KEY = "prn_test_FirstInstallation0000000000000";
    private static final Path LOGS = Path.of("target", "first-installation");
    private static final Duration SOON = Duration.ofSeconds(40);
    private static TestDatabase administrator;

    @BeforeAll
    static void aClusterThatAsksForPasswords() {
        administrator = TestDatabase.durable();
        var sql = JdbcClient.create(administrator.asOwner());
        var file = sql.sql("show hba_file").query(String.class).single();
        sql.sql("copy (values ('host all postgres all trust'), ('host all all all scram-sha-256')) to '" + file + "'")
                .update();
        sql.sql("select pg_reload_conf()").query(Boolean.class).single();
    }

    @Test
    void aPodWaitsForItsLoginItsRolesAndItsSchema() {
        try (var pod = pod("first-pod", "right", "90s")) {
            awaitLog(pod, "refuses the login");
            sql("create role perennial_service login password 'right'");
            awaitLog(pod, "cannot become the role of the service");
            Flyway.configure()
                    .dataSource(administrator.asOwner())
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load()
                    .migrate();
            sql("grant perennial_app, perennial_worker, perennial_auditor to perennial_service");

            pod.awaitReady();
            assertThat(pod.api().get("/v1/tenant").status()).isEqualTo(200);
            assertThat(pod.log()).as("refusals are no errors").doesNotContain("PoolInitializationException");
        }
        try (var mistaken = pod("mistaken-pod", "wrong", "3s")) {
            await("it gives up").atMost(SOON).until(() -> !mistaken.isAlive());
            assertThat(mistaken.log())
                    .contains("Waiting up to 3 s")
                    .contains("After 3 s of waiting, the database refuses the login")
                    .contains("DATABASE_PASSWORD is not its password");
        }
    }

    private static ServiceProcess pod(String name, String password, String wait) {
        return ServiceProcess.start(
                name,
                new TestDatabase(administrator.url(), "perennial_service", password),
                KEY,
                LOGS,
                Map.of("SPRING_FLYWAY_ENABLED", "false", "DATABASE_SCHEMA_WAIT", wait));
    }

    private static void awaitLog(ServiceProcess pod, String words) {
        await(words).atMost(SOON).until(() -> {
            assertThat(pod.isAlive()).as(pod::log).isTrue();
            return pod.log().contains(words);
        });
    }

    private static void sql(String statement) {
        JdbcClient.create(administrator.asOwner()).sql(statement).update();
    }
}
