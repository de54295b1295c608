package dev.perennial.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.support.Api;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rehearsal of {@code docs/backup.md}: a base backup and the archived log are restored to a moment, and what Stripe
 * charged after it is named and taken over. The backup is made by the functions that {@code pg_basebackup} calls, since
 * the embedded PostgreSQL comes without that program.
 */
class RestoredFromBackupIT {
    private static final String KEY = "prn_test_RestoredFromBackup0000000000000";
    private static final Path LOGS = Path.of("target", "restored-from-backup");

    @TempDir
    private Path folder;

    private final FakeStripe stripe = FakeStripe.start();

    @AfterEach
    void stop() throws IOException {
        stripe.close();
    }

    @Test
    void namesExactlyTheChargesMadeAfterTheMomentOfTheRestore() throws IOException, SQLException {
        var start = Instant.now();
        String moment;
        Set<String> kept;
        Set<String> lost;
        try (var primary = start(folder.resolve("primary"));
                var service = serve("before", primary)) {
            archiveTheLogOf(primary);
            var api = service.api();
            api.monthlyPlan("team", 2900);
            sell(api);
            backUp(primary, folder.resolve("restored"));
            sell(api);
            kept = charges();
            try (var connection = connect(primary)) {
                moment = text(connection, "select clock_timestamp()");
            }
            sell(api);
            sell(api);
            lost = charges();
            lost.removeAll(kept);
            archiveTheLog(primary);
        }

        restoreTo(moment, folder.resolve("restored"));
        try (var restored = start(folder.resolve("restored"));
                var service = serve("after", restored)) {
            var comparison = compare(service.api(), start);

            assertThat(comparison.path("charges").asInt()).isEqualTo(4);
            assertThat(comparison.path("differences").findValuesAsString("gateway_payment_id"))
                    .containsExactlyInAnyOrderElementsOf(lost);
            assertThat(comparison.path("differences").findValuesAsString("kind"))
                    .containsOnly("MISSING_HERE");
            Invariants.assertHold(JdbcClient.create(restored.getPostgresDatabase()));
        }
        assertThat(kept).hasSize(2);
        assertThat(lost).hasSize(2);
    }

    private EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("archive_mode", "on")
                .start();
    }

    /** The library cannot pass on a setting with spaces. */
    private void archiveTheLogOf(EmbeddedPostgres postgres) throws IOException, SQLException {
        try (var connection = connect(postgres);
                var statement = connection.createStatement()) {
            statement.execute("alter system set archive_command = 'cp %p " + archive() + "/%f'");
            statement.execute("select pg_reload_conf()");
        }
    }

    private Path archive() throws IOException {
        return Files.createDirectories(folder.resolve("archive"));
    }

    private ServiceProcess serve(String name, EmbeddedPostgres postgres) {
        var url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
        var service = ServiceProcess.start(
                name,
                new TestDatabase(url, "postgres", "postgres"),
                KEY,
                LOGS,
                Map.of(
                        "STRIPE_SECRET_KEY",
                        FakeStripe.SECRET_KEY,
                        "STRIPE_API_BASE",
                        stripe.url().toString()));
        service.awaitReady();
        return service;
    }

    private static void sell(Api api) {
        api.subscribe(api.accountPayingBy("pm_card_visa"), "team").expect(201);
    }

    private Set<String> charges() {
        var names = new HashSet<String>();
        stripe.charges().forEach(charge -> names.add(charge.paymentIntentId()));
        return names;
    }

    private static void backUp(EmbeddedPostgres postgres, Path into) throws IOException, SQLException {
        try (var connection = connect(postgres)) {
            var data = Path.of(text(connection, "show data_directory"));
            text(connection, "select pg_backup_start('rehearsal', true)");
            copy(data, into);
            Files.writeString(into.resolve("backup_label"), text(connection, "select labelfile from pg_backup_stop()"));
        }
    }

    /** All but the log, which comes from the archive, and what belongs to the running server. */
    private static void copy(Path data, Path into) throws IOException {
        try (var files = Files.walk(data)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var name = data.relativize(file).toString();
                var target = into.resolve(name);
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!name.startsWith("pg_wal") && !name.startsWith("postmaster.")) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private void archiveTheLog(EmbeddedPostgres postgres) throws SQLException {
        try (var connection = connect(postgres)) {
            var last = text(connection, "select pg_walfile_name(pg_switch_wal())");
            await("the log is archived").until(() -> Files.exists(archive().resolve(last)));
        }
    }

    private void restoreTo(String moment, Path data) throws IOException {
        Files.createFile(data.resolve("recovery.signal"));
        var settings = data.resolve("postgresql.auto.conf");
        Files.writeString(settings, Files.readString(settings) + """
                        restore_command = 'cp %s/%%f %%p'
                        recovery_target_time = '%s'
                        recovery_target_action = 'promote'
                        """.formatted(archive(), moment));
        // The server refuses a folder that others may read.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    }

    private static JsonNode compare(Api api, Instant start) {
        return api.post(
                        "/v1/admin/gateway-book/compare",
                        "{\"from\": \"%s\"}".formatted(start.truncatedTo(ChronoUnit.SECONDS)))
                .expect(200)
                .body();
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "postgres");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
