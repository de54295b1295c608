package dev.perennial.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
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

import dev.perennial.PerennialApplication;
import dev.perennial.bench.seller.ExportedRows;
import dev.perennial.bench.seller.Seller;
import dev.perennial.platform.persistence.DatabaseLogin;
import dev.perennial.support.Api;
import dev.perennial.support.Invariants;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The move of a seller of middle size: 10,000 accounts with their payment methods, 12,000 subscriptions, 200,000 invoices, nearly as many
 * payments, credits and a million uses, and one broken row for every hundred good ones. Each broken row has to be reported for what is
 * wrong with it, everything else to be there, the same files sent again to change nothing, and the next month to differ from the other
 * system's in nothing but what was made to differ. In the end all of it is taken back, and no table may hold anything of it.
 */
@SpringBootTest(
        classes = {PerennialApplication.class, TestTenants.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "perennial.imports.tick=200ms")
@ActiveProfiles("test")
@DirtiesContext // stops the database before its folder is deleted
class MigrationBench {
    private static final Instant NOW = Instant.parse("2026-03-15T00:00:00Z");
    private static final Seller SELLER = new Seller(Integer.getInteger("bench.migration.accounts", 10_000));
    private static final Path REPORT = Path.of("target", "bench-migration.txt");
    /** What imports make, and what is worked out of it. */
    private static final List<String> MADE = List.of(
            "account",
            "payment_method",
            "plan_version",
            "subscription",
            "billing_schedule",
            "subscription_mrr",
            "legacy_invoice",
            "legacy_payment",
            "credit_grant",
            "usage_event",
            "usage_hour",
            "imported_object");

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
    private ImportClient imports;

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
        var baseUrl = "http://127.0.0.1:" + port;
        api = new Api(baseUrl, tenants.create("migration"));
        imports = new ImportClient(baseUrl, api);
        TestTenants.setClock(owner, tenant(), NOW);
    }

    /** What was measured is worth having even of a run that fails. */
    @AfterEach
    void writeReport() throws IOException {
        Files.write(REPORT, report);
    }

    @Test
    void aSellerOfMiddleSizeMovesInMinutes() throws Exception {
        for (var rows : SELLER.exports()) {
            send(rows, rows.writeTo(folder));
        }
        validate();

        var before = contents();
        for (var rows : SELLER.exports()) {
            sendAgain(rows, rows.writeTo(folder));
        }
        assertThat(contents())
                .as("what is there after all files were sent again")
                .isEqualTo(before);
        validate();

        compareTheNextMonth();
        owner.sql("analyze").update();
        Invariants.assertHold(owner);

        takeEverythingBack();
    }

    private void send(ExportedRows rows, Path file) throws Exception {
        var path = imports.open(rows.entity(), false);
        long began = System.nanoTime();
        imports.upload(path, file);
        note(rows.entity() + " uploaded, " + Files.size(file) / 1_000_000 + " MB", rows.good() + rows.broken(), began);
        began = System.nanoTime();
        var done = imports.completed(path);
        note(rows.entity() + " brought in", rows.good() + rows.broken(), began);
        assertThat(done.path("rows_created").asInt()).as("%s", done).isEqualTo(rows.good());
        assertThat(done.path("rows_failed").asInt()).as("%s", done).isEqualTo(rows.broken());
        assertThat(imports.reasons(path)).isEqualTo(rows.reasons());
    }

    private void sendAgain(ExportedRows rows, Path file) throws Exception {
        var path = imports.open(rows.entity(), false);
        imports.upload(path, file);
        long began = System.nanoTime();
        var done = imports.completed(path);
        note(rows.entity() + " sent again", rows.good() + rows.broken(), began);
        assertThat(done.path("rows_created").asInt()).as("%s", done).isZero();
        assertThat(done.path("rows_unchanged").asInt()).as("%s", done).isEqualTo(rows.good());
    }

    private void validate() {
        long began = System.nanoTime();
        var validation = api.get("/v1/imports/validation").expect(200).body();
        note("validation", 1, began);
        assertThat(validation.path("valid").asBoolean()).as("%s", validation).isTrue();
        assertThat(validation.path("imports_left_out").asInt()).isZero();
    }

    private void compareTheNextMonth() throws Exception {
        var next = SELLER.nextInvoices();
        var dryRun = imports.open(next.entity(), true);
        imports.upload(dryRun, next.writeTo(folder));
        long began = System.nanoTime();
        imports.completed(dryRun);
        note(next.entity() + " in a dry run", next.good(), began);

        began = System.nanoTime();
        var run = "/v1/shadow-runs/"
                + api.post(
                                "/v1/shadow-runs",
                                "{\"import_id\": \"%s\", \"from\": \"2026-04-01T00:00:00Z\", \"to\": \"2026-05-01T00:00:00Z\"}"
                                        .formatted(idOf(dryRun)))
                        .expect(201)
                        .text("id");
        var shadow = imports.completed(run);
        note("shadow run", next.good(), began);
        assertThat(shadow.path("equal").asInt()).as("%s", shadow).isEqualTo(next.good() - Seller.DIFFERING);
        assertThat(shadow.path("differing").asInt()).as("%s", shadow).isEqualTo(Seller.DIFFERING);
        assertThat(api.all(run + "/differences?kind=LINE_AMOUNT")).hasSize(Seller.DIFFERING);
    }

    private static String idOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** In the reverse order of references, as {@code deploy/migration/rollback.sh} does. */
    private void takeEverythingBack() throws IOException {
        for (var entity :
                SELLER.exports().reversed().stream().map(ExportedRows::entity).toList()) {
            long began = System.nanoTime();
            long made = 0;
            for (var job : api.all("/v1/imports?entity=" + entity)) {
                imports.rollBack("/v1/imports/" + job.path("id").asString());
                made += job.path("dry_run").asBoolean()
                        ? 0
                        : job.path("rows_created").asLong();
            }
            note(entity + " taken back", made, began);
        }
        long began = System.nanoTime();
        var traces = new ArrayList<String>();
        owner.sql(Files.readString(Path.of("deploy/migration/no-trace.sql")))
                .param("tenant", tenant().toString())
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

    /** Rows of the tenant by table, and a sum of their hashes. */
    private Map<String, String> contents() {
        var contents = new TreeMap<String, String>();
        for (var table : MADE) {
            contents.put(
                    table,
                    owner.sql("select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from " + table
                                    + " t where tenant_id = :tenant")
                            .param("tenant", tenant())
                            .query(String.class)
                            .single());
        }
        return contents;
    }

    private UUID tenant() {
        return TestTenants.tenantOf(owner, api.key());
    }

    private void note(String what, long rows, long began) {
        long millis = Math.max(1, (System.nanoTime() - began) / 1_000_000);
        report.add(String.format(
                Locale.ROOT, "%-40s %,10d rows %,9d ms %,9d rows/s", what, rows, millis, rows * 1_000 / millis));
    }
}
