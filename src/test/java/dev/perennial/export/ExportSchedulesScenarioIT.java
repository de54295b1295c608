package dev.perennial.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.support.Api;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Daily exports, by the test clock: into a directory, and into a store that checks their signature. */
class ExportSchedulesScenarioIT extends PerennialIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path EXPORTS = Path.of("target/exports");
    private FakeStore store;

    @Autowired
    private ExportWork work;

    @Autowired
    private TenantScopes scopes;

    @BeforeEach
    void open() {
        store = new FakeStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Api.Answer schedule(Api api, String destination) {
        return api.post("/v1/export-schedules", """
                {"lists": ["ACCOUNTS", "INVOICES"], "at": "03:00", "destination": %s}""".formatted(destination));
    }

    private static Api.Answer toDirectory(Api api, String path) {
        return schedule(api, "{\"type\": \"DIRECTORY\", \"path\": \"%s\"}".formatted(path));
    }

    private static String s3(String endpoint, String secret) {
        return """
                {"type": "S3", "path": "billing", "endpoint": "%s", "region": "%s", "bucket": "acme", "access_key_id": "%s",
                 "secret_access_key": "%s"}""".formatted(endpoint, FakeStore.REGION, FakeStore.ACCESS_KEY_ID, secret);
    }

    private static String runsOf(Api.Answer schedule) {
        return "/v1/export-schedules/" + schedule.text("id") + "/runs";
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private UUID tenantOf(Api.Answer schedule) {
        return owner().sql("select tenant_id from export_schedule where id = :id::uuid")
                .param("id", schedule.text("id"))
                .query(UUID.class)
                .single();
    }

    @Test
    void writesEachDaysListsIntoADirectoryAndTheManifestLast() throws IOException, NoSuchAlgorithmException {
        var api = newTenant();
        api.account("UTC");
        var schedule = toDirectory(api, "finance").expect(201);
        assertThat(schedule.text("next_run_at")).isEqualTo("2026-01-01T03:00:00Z");
        assertThat(schedule.text("at")).isEqualTo("03:00");

        api.advanceTo("2026-01-01T02:59:59Z");
        assertThat(api.all(runsOf(schedule))).isEmpty();
        api.advanceTo("2026-01-03T12:00:00Z");

        var runs = api.all(runsOf(schedule));
        assertThat(runs)
                .extracting(
                        run -> run.path("day").asString(),
                        run -> run.path("status").asString())
                .containsExactly(
                        tuple("2026-01-03", "COMPLETED"),
                        tuple("2026-01-02", "COMPLETED"),
                        tuple("2026-01-01", "COMPLETED"));
        var folder = EXPORTS.resolve(tenantOf(schedule).toString())
                .resolve(runs.getFirst().path("location").asString());
        assertThat(folder).endsWith(Path.of("finance", schedule.text("id"), "2026-01-03"));
        var manifest = JSON.readTree(Files.readString(folder.resolve("manifest.json")));
        assertThat(manifest.path("files").size()).isEqualTo(2);
        for (var file : manifest.path("files")) {
            var bytes = Files.readAllBytes(folder.resolve(file.path("name").asString()));
            assertThat(sha256(bytes)).isEqualTo(file.path("sha256").asString());
            assertThat(file.path("bytes").asLong()).isEqualTo(bytes.length);
        }
        assertThat(manifest.path("files").get(0).path("rows").asInt()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("accounts.csv"))).contains("Ada Lovelace Ltd");
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("accounts.csv", "invoices.csv", "manifest.json");
        }
    }

    @Test
    void putsSignedFilesIntoAStore() {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), FakeStore.SECRET)).expect(201);

        api.advanceTo("2026-01-01T04:00:00Z");

        var folder = "acme/billing/" + schedule.text("id") + "/2026-01-01/";
        assertThat(store.puts())
                .containsExactly(folder + "accounts.csv", folder + "invoices.csv", folder + "manifest.json");
        assertThat(store.text(folder + "accounts.csv")).startsWith("id,");
        assertThat(schedule.http().body() + api.all("/v1/audit-logs") + api.all("/v1/export-schedules"))
                .contains(FakeStore.ACCESS_KEY_ID)
                .doesNotContain(FakeStore.SECRET);
    }

    @Test
    void keepsTheSecretSealed() {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), FakeStore.SECRET)).expect(201);

        var kept = owner().sql("select secret from export_schedule where id = :id::uuid")
                .param("id", schedule.text("id"))
                .query(byte[].class)
                .single();
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(FakeStore.SECRET);

        api.delete("/v1/export-schedules/" + schedule.text("id")).expect(200);
        assertThat(owner().sql("select secret is null from export_schedule where id = :id::uuid")
                        .param("id", schedule.text("id"))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void triesAgainWhatAStoreDidNotTake() {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), FakeStore.SECRET)).expect(201);
        store.failNext("SlowDown");

        api.advanceTo("2026-01-01T03:00:59Z");
        var waiting = api.all(runsOf(schedule)).getFirst();
        assertThat(waiting.path("status").asString()).isEqualTo("PENDING");
        assertThat(waiting.path("failure").asString()).isEqualTo("The store answered 503 SlowDown.");
        assertThat(waiting.path("next_attempt_at").asString()).isEqualTo("2026-01-01T03:01:00Z");
        api.advanceTo("2026-01-01T03:01:00Z");

        var done = api.all(runsOf(schedule)).getFirst();
        assertThat(done.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(done.path("attempts").asInt()).isEqualTo(2);
        assertThat(done.path("failure").isNull()).isTrue();
        assertThat(api.all("/v1/events?type=export.completed")).hasSize(1);
    }

    @Test
    void givesUpAfterHalfADayAndTellsOnce() {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), "not-the-secret")).expect(201);

        api.advanceTo("2026-01-01T20:00:00Z");

        var run = api.all(runsOf(schedule)).getFirst();
        assertThat(run.path("status").asString()).isEqualTo("FAILED");
        assertThat(run.path("attempts").asInt()).isEqualTo(7);
        assertThat(run.path("failure").asString()).isEqualTo("The store answered 403 SignatureDoesNotMatch.");
        assertThat(store.objects()).isEmpty();
        var failed = api.all("/v1/events?type=export.failed");
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().path("data").path("object").path("id")).isEqualTo(run.path("id"));
        api.advanceTo("2026-01-02T03:00:00Z");
        assertThat(api.all(runsOf(schedule))).hasSize(2);
    }

    @Test
    void saysWhatIsWrongWithAStoreThatIsNotThere() {
        var api = newTenant();
        var schedule = schedule(api, s3("http://127.0.0.1:" + HookReceiver.closedPort(), "secret"))
                .expect(201);

        api.advanceTo("2026-01-01T03:00:00Z");

        assertThat(api.all(runsOf(schedule)).getFirst().path("failure").asString())
                .isEqualTo("The store cannot be reached: CONNECTION_REFUSED.");
    }

    @Test
    void runsOnceADayHoweverManyWorkersLook() throws InterruptedException {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), FakeStore.SECRET)).expect(201);
        var scope = scopes.open(tenantOf(schedule), "job:exports", null).at(Instant.parse("2026-01-01T03:00:00Z"));

        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            replicas.invokeAll(IntStream.range(0, 8)
                    .mapToObj(replica -> Executors.callable(() ->
                            CurrentTenant.runAs(scope, () -> work.workUpTo(Instant.parse("2026-01-01T03:00:00Z")))))
                    .toList());
        }

        assertThat(store.puts()).hasSize(3);
        assertThat(api.all(runsOf(schedule))).singleElement().satisfies(run -> {
            assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
            assertThat(run.path("attempts").asInt()).isEqualTo(1);
        });
    }

    @Test
    void stopsWithItsSchedule() {
        var api = newTenant();
        var schedule = schedule(api, s3(store.endpoint(), FakeStore.SECRET)).expect(201);
        store.failNext("SlowDown");
        api.advanceTo("2026-01-01T03:00:00Z");

        api.delete("/v1/export-schedules/" + schedule.text("id")).expect(200);
        api.advanceBy("P3D");

        assertThat(store.puts()).isEmpty();
        assertThat(api.all("/v1/export-schedules")).isEmpty();
        api.get("/v1/export-schedules/" + schedule.text("id")).expectProblem(404, "export_schedule_not_found");
        assertThat(owner().sql("select status from export_run where schedule_id = :id::uuid")
                        .param("id", schedule.text("id"))
                        .query(String.class)
                        .list())
                .containsExactly("CANCELLED");
    }

    @Test
    void leavesNoDirectoryOfTheirOwnToFollowALinkOutOfIt() throws IOException {
        var api = newTenant();
        var schedule = toDirectory(api, "link").expect(201);
        var home = Files.createDirectories(EXPORTS.resolve(tenantOf(schedule).toString()));
        var elsewhere = Files.createTempDirectory("elsewhere");
        Files.createSymbolicLink(home.resolve("link"), elsewhere);

        api.advanceTo("2026-01-01T03:00:00Z");

        assertThat(api.all(runsOf(schedule)).getFirst().path("failure").asString())
                .isEqualTo("The directory leads out of the one for exports.");
        try (var written = Files.walk(elsewhere)) {
            assertThat(written.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            upwards           | {"type": "DIRECTORY", "path": "../other"}                      | destination.path
            absolute          | {"type": "DIRECTORY", "path": "/etc"}                          | destination.path
            store's field     | {"type": "DIRECTORY", "bucket": "acme"}                        | destination.bucket
            incomplete store  | {"type": "S3", "endpoint": "https://s3.example.com"}           | destination.secret_access_key
            metadata service  | S3 http://169.254.169.254 acme eu-1                            | destination.endpoint
            private address   | S3 https://10.0.0.1 acme eu-1                                  | destination.endpoint
            port of a mailer  | S3 https://s3.example.com:25 acme eu-1                         | destination.endpoint
            path in address   | S3 https://s3.example.com/other acme eu-1                      | destination.endpoint
            bucket upwards    | S3 https://s3.example.com ../other eu-1                        | destination.bucket
            region with slash | S3 https://s3.example.com acme eu/1                            | destination.region
            """)
    void refusesDestinations(String name, String given, String field) {
        var destination = given;
        if (given.startsWith("S3 ")) {
            var parts = given.split(" ");
            destination = """
                    {"type": "S3", "endpoint": "%s", "bucket": "%s", "region": "%s", "access_key_id": "x", "secret_access_key": "x"}""".formatted(parts[1], parts[2], parts[3]);
        }

        schedule(newTenant(), destination)
                .expectProblem(422, "validation_failed")
                .expectField(field);
    }

    @Test
    void refusesWhatIsNoSchedule() {
        var api = newTenant();
        var body =
                "{\"lists\": [%s], \"at\": \"%s\", \"timezone\": \"%s\", \"destination\": {\"type\": \"DIRECTORY\"}}";

        api.post("/v1/export-schedules", body.formatted("", "03:00", "UTC"))
                .expectProblem(422, "validation_failed")
                .expectField("lists");
        api.post("/v1/export-schedules", body.formatted("\"PLANS\"", "24:00", "UTC"))
                .expectProblem(422, "validation_failed")
                .expectField("at");
        api.post("/v1/export-schedules", body.formatted("\"PLANS\"", "03:00", "Mars/Olympus"))
                .expectProblem(422, "validation_failed")
                .expectField("timezone");
        api.post("/v1/export-schedules", body.formatted("\"PLANS\"", "03:00", "+02:00"))
                .expectProblem(422, "validation_failed")
                .expectField("timezone");
    }

    @Test
    void isForAdministrators() {
        var api = newTenant();
        var writer = api.as(api.post("/v1/api-keys", "{\"name\": \"writer\", \"scopes\": [\"write\"]}")
                .expect(201)
                .text("secret"));

        toDirectory(writer, "finance").expectProblem(403, "insufficient_scope");
        writer.get("/v1/export-schedules").expectProblem(403, "insufficient_scope");
    }

    @Test
    void tellsByWebhook() throws Exception {
        var api = newTenant();
        try (var receiver = new HookReceiver()) {
            var hooks = new Hooks(api);
            var endpoint = hooks.register(receiver, "export.*");
            toDirectory(api, "").expect(201);

            api.advanceTo("2026-01-01T03:00:00Z");
            hooks.awaitAttempts(endpoint, 1);

            JsonNode run = receiver.only("export.completed")
                    .verifiedBy(endpoint.secret())
                    .json()
                    .path("data")
                    .path("object");
            assertThat(List.of(run.path("day").asString(), run.path("status").asString()))
                    .containsExactly("2026-01-01", "COMPLETED");
        }
    }
}
