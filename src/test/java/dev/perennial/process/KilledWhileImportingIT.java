package dev.perennial.process;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two services are at the imports of one tenant. The one that holds a chunk is stopped in the middle of it, by a
 * trigger that waits for a lock, and killed there; the other goes on behind the last chunk that was committed.
 */
class KilledWhileImportingIT {
    private static final String KEY = "prn_test_KilledWhileImporting00000000000";
    private static final int ROWS = 2_200;
    private static final int CHUNK = 500;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path LOGS = Path.of("target", "killed-while-importing");
    private static final Map<String, String> FAST = Map.of("PERENNIAL_IMPORTS_TICK", "50ms");
    private static TestDatabase database;
    private static JdbcClient owner;
    private static List<ServiceProcess> services;

    @BeforeAll
    static void twoServicesRun() {
        database = TestDatabase.shared().createDatabase("killed_while_importing");
        owner = JdbcClient.create(database.asOwner());
        services = new ArrayList<>(List.of(
                ServiceProcess.start("importing-one", database, KEY, LOGS, FAST),
                ServiceProcess.start("importing-two", database, KEY, LOGS, FAST)));
        services.forEach(ServiceProcess::awaitReady);
    }

    @AfterAll
    static void stopServices() {
        services.forEach(ServiceProcess::close);
    }

    @Test
    void theOtherGoesOnBehindTheLastChunkAndNothingComesTwice() throws SQLException {
        owner.sql("""
                        create function stop_import() returns trigger language plpgsql set lock_timeout = 0 as $$
                        begin perform pg_advisory_xact_lock_shared(4712); return new; end $$;
                        create trigger stop_import before insert on imported_object for each row
                            when (new.external_id = 'a1700') execute function stop_import();
                        """).update();
        var api = services.getFirst().api();
        try (var gate = database.asOwner().getConnection()) {
            lock(gate, "pg_advisory_lock");
            var accounts = send(api, "ACCOUNTS", KilledWhileImportingIT::account);
            // Its rows refer to the first one's: nobody may begin it before that one is done.
            var methods = send(api, "PAYMENT_METHODS", KilledWhileImportingIT::method);
            var victim = stopped();
            var survivor = services.stream()
                    .filter(service -> service != victim)
                    .findFirst()
                    .orElseThrow();
            assertThat(job(survivor, accounts).path("rows_done").asInt())
                    .as("three chunks are committed, and the fourth is under way")
                    .isEqualTo(3 * CHUNK);
            assertThat(rowsKnownOf("imported_object"))
                    .as("from the first chunk on, plans are made for a table that has rows")
                    .isGreaterThanOrEqualTo(CHUNK);

            victim.kill();
            // A database finds out only after a while that nobody is there any more; this is the wait for it.
            owner.sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = :name")
                    .param("name", victim.name())
                    .query(Integer.class)
                    .single();
            lock(gate, "pg_advisory_unlock");

            await("both imports are done")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() ->
                            job(survivor, methods).path("status").asString().equals("COMPLETED"));
            for (var id : List.of(accounts, methods)) {
                var done = job(survivor, id);
                assertThat(done.path("rows_created").asInt()).as("%s", done).isEqualTo(ROWS);
                assertThat(done.path("rows_done").asInt()).as("%s", done).isEqualTo(ROWS);
            }
            assertThat(count("account")).isEqualTo(ROWS);
            assertThat(count("payment_method")).isEqualTo(ROWS);
            assertThat(count("imported_object")).isEqualTo(2 * ROWS);
            assertThat(count("journal where type in ('account.imported', 'payment_method.imported')"))
                    .isEqualTo(2 * ROWS);
            assertThat(rowsKnownOf("payment_method"))
                    .as("plans are made for so many rows")
                    .isEqualTo(ROWS);
            Invariants.assertHold(owner);
        }
    }

    private static int rowsKnownOf(String table) {
        return owner.sql("select reltuples::int from pg_class where relname = :table")
                .param("table", table)
                .query(Integer.class)
                .single();
    }

    private static void lock(Connection gate, String function) throws SQLException {
        try (var statement = gate.createStatement()) {
            statement.execute("select " + function + "(4712)");
        }
    }

    /** The service that waits in the middle of its chunk. */
    private static ServiceProcess stopped() {
        var name = await("a service is stopped in its chunk")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> owner.sql("""
                                        select a.application_name from pg_locks l join pg_stat_activity a using (pid)
                                         where l.locktype = 'advisory' and l.objid = 4712 and not l.granted
                                        """).query(String.class).list(), found -> !found.isEmpty());
        return services.stream()
                .filter(service -> name.contains(service.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String send(Api api, String entity, IntFunction<String> row) {
        var id = api.post("/v1/imports", "{\"entity\": \"%s\"}".formatted(entity))
                .expect(201)
                .text("id");
        api.send(
                        "PUT",
                        "/v1/imports/" + id + "/content",
                        IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining("\n")),
                        Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        return id;
    }

    private static JsonNode job(ServiceProcess service, String id) {
        return service.api().get("/v1/imports/" + id).expect(200).body();
    }

    private static int count(String from) {
        return owner.sql("select count(*) from " + from).query(Integer.class).single();
    }

    private static String account(int i) {
        return """
                {"external_id": "a%d", "name": "Customer %d", "email": "a%d@example.com", "currency": "EUR"}""".formatted(i, i, i);
    }

    private static String method(int i) {
        return """
                {"external_id": "pm%d", "account_external_id": "a%d", "token": "tok_%d", "gateway_customer_id": "c%d", "type": "card"}""".formatted(i, i, i, i);
    }
}
