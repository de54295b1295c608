package dev.perennial.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.perennial.PerennialApplication;
import dev.perennial.platform.persistence.DatabaseLogin;
import dev.perennial.support.Api;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The move of a seller of middle size: 10,000 accounts, 12,000 subscriptions, 200,000 invoices and a million uses, and one broken row
 * for every hundred good ones. Each broken row has to be reported, everything else to be there, the same content sent again to change
 * nothing, and the next month to differ from the other system's in nothing but what was made to differ. In the end all of it is taken
 * back, and no table may hold anything of it.
 */
@SpringBootTest(
        classes = {PerennialApplication.class, TestTenants.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "perennial.imports.tick=200ms")
@ActiveProfiles("test")
@DirtiesContext // stops the database before its folder is deleted
class MigrationBench {
    private static final Instant NOW = Instant.parse("2026-03-15T00:00:00Z");
    private static final int ACCOUNTS = Integer.getInteger("bench.migration.accounts", 10_000);
    private static final int SUBSCRIPTIONS = ACCOUNTS * 12 / 10;
    private static final int INVOICES = ACCOUNTS * 20;
    private static final int USES = ACCOUNTS * 100;
    private static final int SEEDED = 100;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path REPORT = Path.of("target", "bench-migration.txt");

    @TempDir
    private static Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private TestTenants tenants;

    @Autowired
    private DatabaseLogin login;

    private final List<String> report = new ArrayList<>();
    private JdbcClient owner;
    private Api api;

    @DynamicPropertySource
    static void embeddedDatabase(DynamicPropertyRegistry properties) {
        properties.add("perennial.database.url", () -> "");
        properties.add(
                "perennial.database.data-dir", () -> folder.resolve("data").toString());
    }

    @BeforeEach
    void makeTenant() {
        owner = JdbcClient.create(new DriverManagerDataSource(
                login.jdbcUrl(), String.valueOf(login.username()), String.valueOf(login.password())));
        api = new Api("http://127.0.0.1:" + port, tenants.create("migration"));
        TestTenants.setClock(owner, TestTenants.tenantOf(owner, api.key()), NOW);
    }

    @Test
    void aSellerOfMiddleSizeMovesInMinutes() throws Exception {
        send("PLANS", false, 1, 0, i -> """
                {"external_id": "team", "code": "team", "name": "Team", "interval": "MONTH", "charges": [{"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1000"}]}, {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""", "");
        send("ACCOUNTS", false, ACCOUNTS, ACCOUNTS / 100, MigrationBench::account, "\"currency\": \"NONE\"");
        send(
                "SUBSCRIPTIONS",
                false,
                SUBSCRIPTIONS,
                SUBSCRIPTIONS / 100,
                MigrationBench::subscription,
                "\"account_external_id\": \"nobody\"");
        send("INVOICES", false, INVOICES, INVOICES / 100, MigrationBench::invoice, "\"subtotal\": 1");
        send("USAGE", false, USES, USES / 100, MigrationBench::use, "\"metric\": \"nothing\"");

        long began = System.nanoTime();
        var validation = api.get("/v1/imports/validation").expect(200).body();
        note("validation", 1, began);
        assertThat(validation.path("valid").asBoolean()).as("%s", validation).isTrue();

        var again = sendAgain("INVOICES", INVOICES, MigrationBench::invoice);
        assertThat(again.path("rows_unchanged").asInt()).isEqualTo(INVOICES);
        assertThat(again.path("rows_created").asInt()).isZero();

        var next = send("INVOICES", true, SUBSCRIPTIONS, 0, MigrationBench::nextInvoice, "");
        began = System.nanoTime();
        var run = api.post(
                        "/v1/shadow-runs",
                        "{\"import_id\": \"%s\", \"from\": \"2026-04-01T00:00:00Z\", \"to\": \"2026-05-01T00:00:00Z\"}"
                                .formatted(next.path("id").asString()))
                .expect(201)
                .text("id");
        var shadow = awaited("/v1/shadow-runs/" + run);
        note("shadow run", SUBSCRIPTIONS, began);
        assertThat(shadow.path("equal").asInt()).isEqualTo(SUBSCRIPTIONS - SEEDED);
        assertThat(shadow.path("differing").asInt()).isEqualTo(SEEDED);
        assertThat(api.all("/v1/shadow-runs/" + run + "/differences?kind=LINE_AMOUNT"))
                .hasSize(SEEDED);

        owner.sql("analyze").update();
        Invariants.assertHold(owner);
        // What was measured until here is worth having even if the way back fails.
        Files.write(REPORT, report);

        takeEverythingBack();
        Files.write(REPORT, report);
    }

    /** In the reverse order of references, as {@code deploy/migration/rollback.sh} does. */
    private void takeEverythingBack() throws IOException {
        for (var entity : List.of("USAGE", "INVOICES", "SUBSCRIPTIONS", "PLANS", "ACCOUNTS")) {
            long began = System.nanoTime();
            long made = 0;
            for (var job : api.all("/v1/imports?entity=" + entity)) {
                var path = "/v1/imports/" + job.path("id").asString();
                rollBack(path);
                made += job.path("dry_run").asBoolean()
                        ? 0
                        : job.path("rows_created").asLong();
            }
            note(entity + " taken back", made, began);
        }
        long began = System.nanoTime();
        var traces = new ArrayList<String>();
        owner.sql(Files.readString(Path.of("deploy/migration/no-trace.sql")))
                .param("tenant", TestTenants.tenantOf(owner, api.key()).toString())
                .query(row -> {
                    if (row.getLong("rows_left") > 0) {
                        traces.add(row.getString("place") + " " + row.getLong("rows_left"));
                    }
                });
        note("search for traces", 1, began);
        assertThat(traces).isEmpty();
        owner.sql("analyze").update();
        Invariants.assertHold(owner);
    }

    /** A million rows take longer to go than other requests may. */
    private void rollBack(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "/rollback"))
                .header("Authorization", "Bearer " + api.key())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private JsonNode send(String entity, boolean dryRun, int good, int broken, IntFunction<String> row, String flaw)
            throws Exception {
        var file = folder.resolve(entity + ".ndjson");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < good; i++) {
                line(out, row.apply(i));
            }
            for (int i = 0; i < broken; i++) {
                var field = flaw.substring(0, flaw.indexOf(':') + 1);
                line(
                        out,
                        row.apply(i)
                                .replaceFirst("\"external_id\": \"", "\"external_id\": \"broken-")
                                .replaceFirst(field + " (\"[^\"]*\"|[0-9]+)", flaw));
            }
        }
        long began = System.nanoTime();
        var id = open(entity, dryRun);
        upload(id, file);
        note(entity + " uploaded, " + Files.size(file) / 1_000_000 + " MB", good + broken, began);
        began = System.nanoTime();
        var done = awaited("/v1/imports/" + id);
        note(entity + (dryRun ? " in a dry run" : " brought in"), good + broken, began);
        assertThat(done.path("rows_created").asInt()).as("%s", done).isEqualTo(good);
        assertThat(done.path("rows_failed").asInt()).as("%s", done).isEqualTo(broken);
        var reasons = api.all("/v1/imports/" + id + "/errors");
        assertThat(reasons.stream()
                        .map(error -> error.path("row_number").asLong())
                        .distinct())
                .as("rows that are reported")
                .hasSize(broken);
        assertThat(reasons).allSatisfy(error -> {
            assertThat(error.path("external_id").asString()).startsWith("broken-");
            assertThat(error.path("code").asString()).isNotBlank();
        });
        return done;
    }

    private JsonNode sendAgain(String entity, int rows, IntFunction<String> row) throws Exception {
        var file = folder.resolve(entity + "-again.ndjson");
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                line(out, row.apply(i));
            }
        }
        var id = open(entity, false);
        upload(id, file);
        long began = System.nanoTime();
        var done = awaited("/v1/imports/" + id);
        note(entity + " sent again", rows, began);
        return done;
    }

    private static void line(BufferedWriter out, String row) throws IOException {
        out.write(row);
        out.write('\n');
    }

    private String open(String entity, boolean dryRun) {
        return api.post("/v1/imports", "{\"entity\": \"%s\", \"dry_run\": %s}".formatted(entity, dryRun))
                .expect(201)
                .text("id");
    }

    private void upload(String id, Path file) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/imports/" + id + "/content"))
                .header("Authorization", "Bearer " + api.key())
                .header("Content-Type", "application/x-ndjson")
                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode awaited(String path) throws InterruptedException {
        var until = Instant.now().plus(Duration.ofMinutes(20));
        while (Instant.now().isBefore(until)) {
            var body = api.get(path).expect(200).body();
            if (body.path("status").asString().equals("COMPLETED")) {
                return body;
            }
            Thread.sleep(200);
        }
        throw new AssertionError(path + " is not done after twenty minutes");
    }

    private void note(String what, long rows, long began) {
        long millis = Math.max(1, (System.nanoTime() - began) / 1_000_000);
        report.add(String.format(
                Locale.ROOT, "%-40s %,10d rows %,9d ms %,9d rows/s", what, rows, millis, rows * 1_000 / millis));
    }

    private static String account(int i) {
        return "{\"external_id\": \"a%d\", \"name\": \"Customer %d\", \"email\": \"a%d@example.com\", \"currency\": \"USD\"}"
                .formatted(i, i, i);
    }

    private static String subscription(int i) {
        return """
                {"external_id": "s%d", "account_external_id": "a%d", "plan_external_id": "team", "quantity": %d, "status": "ACTIVE", "start_at": "2024-10-01T00:00:00Z", "current_period_end": "2026-04-01T00:00:00Z"}""".formatted(i, i % ACCOUNTS, seats(i));
    }

    private static String invoice(int i) {
        int subscription = i % SUBSCRIPTIONS;
        var month = YearMonth.of(2024, 10).plusMonths(i / SUBSCRIPTIONS);
        long amount = 1_000L * seats(subscription);
        return invoice(
                "i" + i,
                subscription,
                month,
                amount,
                "{\"charge_code\": \"seats\", \"description\": \"Seats\", \"quantity\": %d, \"amount\": %d}"
                        .formatted(seats(subscription), amount));
    }

    /** The same figures as here, but for a cent on a line of the first hundred. */
    private static String nextInvoice(int i) {
        long seats = 1_000L * seats(i) + (i < SEEDED ? 1 : 0);
        int uses = usesOf(i);
        return invoice("n" + i, i, YearMonth.of(2026, 4), seats + uses, """
                {"charge_code": "seats", "description": "Seats", "quantity": %d, "amount": %d}, {"charge_code": "calls", "description": "Calls", "quantity": %d, "amount": %d}""".formatted(seats(i), seats, uses, uses));
    }

    private static String invoice(String id, int subscription, YearMonth month, long total, String lines) {
        return """
                {"external_id": "%s", "account_external_id": "a%d", "subscription_external_id": "s%d", "number": "OLD-%s", "status": "PAID", "currency": "USD", "subtotal": %d, "total": %d, "amount_paid": %d, "amount_due": 0, "period_start": "%s-01T00:00:00Z", "period_end": "%s-01T00:00:00Z", "issued_at": "%s-01T00:00:00Z", "lines": [%s]}""".formatted(
                        id,
                        subscription % ACCOUNTS,
                        subscription,
                        id,
                        total,
                        total,
                        total,
                        month,
                        month.plusMonths(1),
                        month,
                        lines);
    }

    private static String use(int i) {
        return """
                {"external_id": "u%d", "subscription_external_id": "s%d", "metric": "calls", "quantity": "1", "timestamp": "2026-03-%02dT%02d:00:00Z"}""".formatted(i, i % SUBSCRIPTIONS, 1 + i / SUBSCRIPTIONS % 14, i % 24);
    }

    private static int usesOf(int subscription) {
        return USES / SUBSCRIPTIONS + (subscription < USES % SUBSCRIPTIONS ? 1 : 0);
    }

    private static int seats(int i) {
        return 1 + i % 7;
    }
}
