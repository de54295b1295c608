package dev.perennial.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.journal.AuditSealing;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small seller moves: hundreds of rows of every kind, some of them broken. What is there is compared with what was sent, the next
 * month with the other system's figures, and in the end all of it is taken back.
 */
class MoveScenarioIT extends PerennialIT {
    private static final String NOW = MovingSeller.NOW;
    private static final int ACCOUNTS = MovingSeller.ACCOUNTS;
    /** What remembers by intent: the audit trail, what the gateway is told, the imports themselves. */
    private static final List<String> REMEMBERS = List.of(
            "journal",
            "journal_seal",
            "journal_chain",
            "import_job",
            "idempotency_key",
            "figure_fold",
            "invoice_number",
            "shadow_run",
            "revenue_book",
            "tenant");

    @TempDir
    private Path folder;

    @Autowired
    private AuditSealing sealing;

    private Api api;
    private MovingSeller seller;
    private OperatorShell shell;
    private UUID tenant;

    @BeforeEach
    void makeTenant() {
        api = newTenant(NOW);
        tenant = TestTenants.tenantOf(owner(), api.key());
        seller = new MovingSeller(api);
        shell = new OperatorShell(baseUrl(), api, tenant.toString());
    }

    @Test
    void whatIsThereIsWhatWasSent() {
        seller.moveEverything();

        var report = api.get("/v1/imports/validation").expect(200).body();

        assertThat(report.path("valid").asBoolean()).as("%s", report).isTrue();
        var subjects = new TreeMap<String, String>();
        report.path("checks")
                .forEach(check -> check.path("subjects")
                        .forEach(subject -> subjects.put(
                                check.path("name").asString() + ": "
                                        + subject.path("subject").asString(),
                                subject.path("live").asString())));
        // 34 customers have one seat, and 33 each two and three.
        assertThat(subjects)
                .containsEntry("objects by entity: SUBSCRIPTIONS", "100")
                .containsEntry("revenue by currency and month: USD 2026-02", "199000")
                .containsEntry("credit by currency: USD", "2500")
                .containsEntry("usage by metric: calls", "500")
                .containsEntry(
                        "MRR of imported subscriptions by currency, as their rows and prices say and as it is reported: USD",
                        "199000");
    }

    @Test
    void operatorsCompareByTheSameQueries() throws Exception {
        OperatorShell.requireTools("THE VALIDATION SCRIPT IS NOT TESTED HERE");
        seller.moveEverything();

        assertThat(shell.script("validate.sh", 0))
                .contains("ok       objects by entity: SUBSCRIPTIONS: sent 100, there 100\n")
                .contains("ok       credit by currency: USD: sent 2500, there 2500\n")
                .doesNotContain("DIFFERS");
        owner().sql(
                        "update import_row set fields = jsonb_set(fields, '{amount}', '251') where tenant_id = :tenant and external_id = 'k10'")
                .param("tenant", tenant)
                .update();

        assertThat(shell.script("validate.sh", 1))
                .contains("DIFFERS  credit by currency: USD: sent 2501, there 2500\n")
                .contains("DIFFERS  accounts whose credit differs: ");
    }

    @Test
    void whatIsMissingIsFound() {
        seller.moveEverything();
        owner().sql("delete from legacy_payment where tenant_id = :tenant and external_id = 'pi7-2'")
                .param("tenant", tenant)
                .update();

        var report = api.get("/v1/imports/validation").expect(200).body();

        assertThat(report.path("valid").asBoolean()).isFalse();
        var differing = report.path("checks").values().stream()
                .filter(check -> check.path("differing").asInt() > 0)
                .map(check -> check.path("name").asString())
                .toList();
        assertThat(differing).containsExactly("objects by entity", "payments by currency and status");
    }

    @Test
    void theNextMonthIsComparedToTheCent() {
        seller.moveEverything();
        var next = new ArrayList<String>();
        for (int i = 0; i < ACCOUNTS; i++) {
            long seats = 1L + i % 3;
            next.add("""
                    {"external_id": "n%d", "account_external_id": "a%d", "subscription_external_id": "s%d", "number": "N%d", "status": "OPEN", "currency": "USD", "subtotal": %d, "total": %d, "amount_paid": 0, "amount_due": %d, "period_start": "2026-04-01T00:00:00Z", "period_end": "2026-05-01T00:00:00Z", "issued_at": "2026-04-01T00:00:00Z", "lines": [{"charge_code": "seats", "description": "Seats", "quantity": %d, "amount": %d}, {"charge_code": "calls", "description": "Calls", "quantity": 5, "amount": 10}]}""".formatted(
                            i, i, i, i, 1000 * seats + 10, 1000 * seats + 10, 1000 * seats + 10, seats, 1000 * seats));
        }
        next.set(3, next.get(3).replace("1010", "1011").replace("\"amount\": 1000", "\"amount\": 1001"));
        next.set(
                4,
                next.get(4)
                        .replace("\"quantity\": 2,", "\"quantity\": 3,")
                        .replace("2010", "3010")
                        .replace("\"amount\": 2000", "\"amount\": 3000"));
        next.remove(99);
        next.add(next.get(0).replace("n0", "n-stray").replace("\"s0\"", "\"s-unknown\""));
        var job = seller.send("INVOICES", true, next);

        var run = api.post(
                        "/v1/shadow-runs",
                        "{\"import_id\": \"%s\", \"from\": \"2026-04-01T00:00:00Z\", \"to\": \"2026-05-01T00:00:00Z\"}"
                                .formatted(job.path("id").asString()))
                .expect(201)
                .text("id");
        api.advanceTo(NOW);

        var done = api.get("/v1/shadow-runs/" + run).expect(200).body();
        assertThat(done.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(done.path("equal").asInt()).as("%s", done).isEqualTo(97);
        assertThat(done.path("differing").asInt()).as("%s", done).isEqualTo(4);
        assertThat(api.all("/v1/shadow-runs/" + run + "/differences").reversed().stream()
                        .map(one -> one.path("subscription_external_id").asString() + " "
                                + one.path("kind").asString() + " "
                                + one.path("legacy_amount").asString() + " "
                                + one.path("our_amount").asString()))
                .containsExactlyInAnyOrder(
                        "s3 LINE_AMOUNT 1001 1000",
                        "s3 SUBTOTAL 1011 1010",
                        "s3 TOTAL 1011 1010",
                        "s4 QUANTITY 3000 2000",
                        "s4 SUBTOTAL 3010 2010",
                        "s4 TOTAL 3010 2010",
                        "s99 MISSING_THERE  1010",
                        "s-unknown MISSING_HERE 1010 ");
        assertThat(api.all("/v1/shadow-runs/" + run + "/differences?kind=QUANTITY")
                        .getFirst()
                        .path("explanation")
                        .asString())
                .isEqualTo("The other system counts 3 of 'seats', here it is 2.");
        assertThat(api.all("/v1/invoices")).as("nothing is billed").isEmpty();
    }

    @Test
    void allOfItCanBeTakenBackAndLeavesNoTrace() throws IOException {
        // Figures of somebody who was a customer before stay.
        api.subscribe(api.account("UTC"), api.monthlyPlan("before", 700)).expect(201);
        api.advanceTo(NOW);
        var before = contents();
        seller.moveEverything();
        shadowRunOfADryImport();
        sealing.seal();
        api.post("/v1/imports/" + seller.importOf("ACCOUNTS") + "/rollback", "").expectProblem(409, "import_in_use");
        assertThat(contents()).isNotEqualTo(before);
        assertThat(traces()).isNotEmpty();

        for (var entity : List.of(
                "USAGE", "CREDITS", "PAYMENTS", "INVOICES", "SUBSCRIPTIONS", "PLANS", "PAYMENT_METHODS", "ACCOUNTS")) {
            for (var job : api.all("/v1/imports?entity=" + entity)) {
                assertThat(api.post("/v1/imports/" + job.path("id").asString() + "/rollback", "")
                                .expect(200)
                                .text("status"))
                        .isEqualTo("ROLLED_BACK");
            }
        }

        assertThat(traces()).isEmpty();
        assertThat(contents()).isEqualTo(before);
        assertThat(api.get("/v1/analytics/mrr/verify")
                        .expect(200)
                        .body()
                        .path("differences")
                        .isEmpty())
                .isTrue();
        api.post("/v1/imports/" + seller.importOf("USAGE") + "/rollback", "")
                .expectProblem(409, "nothing_to_roll_back");
    }

    /** Places where {@code no-trace.sql} still finds something of what was imported. */
    private Map<String, Long> traces() throws IOException {
        var left = new TreeMap<String, Long>();
        owner().sql(Files.readString(Path.of("deploy/migration/no-trace.sql")))
                .param("tenant", tenant.toString())
                .query(row -> {
                    if (row.getLong("rows_left") > 0) {
                        left.put(row.getString("place"), row.getLong("rows_left"));
                    }
                });
        return left;
    }

    private void shadowRunOfADryImport() {
        var next = seller.send("INVOICES", true, List.of(MovingSeller.invoice("n0", 0, "2026-04", 999)));
        api.post(
                        "/v1/shadow-runs",
                        "{\"import_id\": \"%s\", \"from\": \"2026-04-01T00:00:00Z\", \"to\": \"2026-05-01T00:00:00Z\"}"
                                .formatted(next.path("id").asString()))
                .expect(201);
        api.advanceTo(NOW);
    }

    @Test
    void theAuditTrailStaysWholeAndNamesNobodyWhoseImportWasTakenBack() {
        expectIntact();
        seller.send("ACCOUNTS", false, List.of(MovingSeller.account(1), MovingSeller.account(2)));
        // Linked to by the portal, which keeps nobody from going.
        var ada = api.all("/v1/accounts").getFirst().path("id").asString();
        api.post("/v1/accounts/" + ada + "/portal-sessions", "{}").expect(201);
        sealing.seal();

        api.post("/v1/imports/" + seller.importOf("ACCOUNTS") + "/rollback", "").expect(200);

        expectIntact();
        sealing.seal();
        expectIntact();
        assertThat(api.get("/v1/audit-logs?limit=100").expect(200).http().body())
                .contains("account.imported")
                .contains("import.rolled_back")
                .doesNotContain("Customer")
                .doesNotContain("example.com");
    }

    /** Erasing by the rule for rollbacks is found out where there was none. */
    @Test
    void whoBlanksARowThatWasNotTakenBackIsFoundOut() {
        seller.send("ACCOUNTS", false, List.of(MovingSeller.account(1)));
        sealing.seal();

        owner().sql("select blank_in_journal(:tenant, array (select id from account where tenant_id = :tenant))")
                .param("tenant", tenant)
                .query(row -> {});

        assertThat(verification().path("intact").asBoolean()).isFalse();
        // The rule that the trail is whole must not find it so.
        owner().sql("delete from journal_seal where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
        owner().sql("delete from journal_chain where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
    }

    private void expectIntact() {
        assertThat(verification().path("intact").asBoolean())
                .as("%s", verification())
                .isTrue();
    }

    private JsonNode verification() {
        return api.get("/v1/audit-logs/verify").expect(200).body();
    }

    /** Also the script that operators run, with the tools that it takes. */
    @Test
    void theScriptTakesEverythingBack() throws Exception {
        OperatorShell.requireTools("THE ROLLBACK SCRIPT IS NOT TESTED HERE");
        seller.moveEverything();
        shadowRunOfADryImport();
        var open =
                api.post("/v1/imports", "{\"entity\": \"CREDITS\"}").expect(201).text("id");

        var output = shell.script("rollback.sh", 0);

        assertThat(output).contains("dry run: gone").endsWith("nothing is left\n");
        assertThat(api.get("/v1/imports/" + open).expect(200).text("status")).isEqualTo("ROLLED_BACK");
        assertThat(api.all("/v1/accounts")).isEmpty();
        assertThat(shell.script("rollback.sh", 0)).as("again").isEqualTo("nothing is left\n");
    }

    /** The script sends a file and says what came of it, for which the import has to be worked off meanwhile. */
    @Test
    void theScriptImportsAFileAndNamesWhatIsWrong() throws Exception {
        OperatorShell.requireTools("THE IMPORT SCRIPT IS NOT TESTED HERE");
        var file = Files.write(
                folder.resolve("accounts.ndjson"),
                List.of(
                        MovingSeller.account(1),
                        MovingSeller.account(2).replace("USD", "NONE"),
                        MovingSeller.account(3)));
        var over = new AtomicBoolean();
        var worker = Thread.startVirtualThread(() -> {
            while (!over.get()) {
                api.advanceTo(NOW);
            }
        });
        try {
            assertThat(shell.script("import.sh", 1, "ACCOUNTS", file.toString(), "--dry-run"))
                    .contains("ACCOUNTS dry run COMPLETED: 2 created, 0 unchanged, 1 failed\n")
                    .contains("row 2 a2: currency invalid_value: ");
            assertThat(api.all("/v1/accounts")).isEmpty();

            Files.write(file, List.of(MovingSeller.account(1), MovingSeller.account(2), MovingSeller.account(3)));
            assertThat(shell.script("import.sh", 0, "ACCOUNTS", file.toString()))
                    .endsWith("ACCOUNTS COMPLETED: 3 created, 0 unchanged, 0 failed\n");
        } finally {
            over.set(true);
            worker.join();
        }
    }

    /** A card that expires this month is announced as soon as it is here, which is nothing that anybody could take back. */
    @Test
    void whatTheServiceAnnouncedByItselfGoesAlong() throws IOException {
        api.patch("/v1/tenant", "{\"emails\": [\"CARD_EXPIRING\"]}").expect(200);
        seller.send("ACCOUNTS", false, List.of(MovingSeller.account(1)));
        seller.send("PAYMENT_METHODS", false, List.of("""
                {"external_id": "pm1", "account_external_id": "a1", "token": "tok_1", "gateway_customer_id": "c1", "type": "card", "last4": "4242", "exp_month": 3, "exp_year": 2026}"""));
        assertThat(emails()).isEqualTo(1);

        api.post("/v1/imports/" + seller.importOf("PAYMENT_METHODS") + "/rollback", "")
                .expect(200);
        api.post("/v1/imports/" + seller.importOf("ACCOUNTS") + "/rollback", "").expect(200);

        assertThat(traces()).isEmpty();
        assertThat(emails()).isZero();
    }

    private int emails() {
        return owner().sql("select count(*) from email where tenant_id = :tenant")
                .param("tenant", tenant)
                .query(Integer.class)
                .single();
    }

    @Test
    void whatKeepsAnImportIsNamedByItsRows() {
        seller.send("ACCOUNTS", false, List.of(MovingSeller.account(1), MovingSeller.account(2)));
        var ids = api.all("/v1/accounts").stream()
                .filter(account -> account.path("external_id").asString().equals("a2"))
                .map(account -> account.path("id").asString());
        ids.forEach(
                id -> api.patch("/v1/accounts/" + id, "{\"name\": \"Renamed\"}").expect(200));

        assertThat(api.post("/v1/imports/" + seller.importOf("ACCOUNTS") + "/rollback", "")
                        .expectProblem(409, "import_in_use")
                        .text("detail"))
                .contains("1 changes since (for example of a2)");
    }

    @Test
    void whatWasBilledSinceCannotBeTakenBack() {
        seller.moveEverything();
        api.advanceTo("2026-04-01T00:00:00Z");

        var refused = api.post("/v1/imports/" + seller.importOf("SUBSCRIPTIONS") + "/rollback", "")
                .expectProblem(409, "import_in_use");

        assertThat(refused.text("detail")).contains("100 invoices").contains("300 legacy invoices");
        api.post("/v1/imports/" + seller.importOf("USAGE") + "/rollback", "").expectProblem(409, "import_in_use");
        api.post("/v1/imports/" + seller.importOf("CREDITS") + "/rollback", "").expectProblem(409, "import_in_use");
    }

    /** Rows of the tenant by table, and a hash of them. Figures are added up, since when they are folded is not theirs to say. */
    private Map<String, String> contents() {
        var tables = owner().sql("""
                        select c.relname from pg_class c
                          join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
                         where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
                         order by 1
                        """).query(String.class).list();
        var contents = new TreeMap<String, String>();
        for (var name : tables) {
            var table = String.valueOf(name);
            if (!REMEMBERS.contains(table)) {
                var from = table.startsWith("figure_") ? FIGURES : table;
                contents.put(
                        table,
                        owner().sql("""
                                select count(*) || ' ' || coalesce(md5(string_agg(t::text, '\n' order by t::text)), '')
                                  from %s t where tenant_id = :tenant
                                """.formatted(from))
                                .param("tenant", tenant)
                                .query(String.class)
                                .single());
            }
        }
        return contents;
    }

    private static final String FIGURES = """
            (select tenant_id, figure, currency, on_date, dimension, sum(amount) as amount, sum(occurrences) as occurrences
               from figure group by 1, 2, 3, 4, 5 having sum(amount) <> 0 or sum(occurrences) <> 0)""";
}
