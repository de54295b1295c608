package dev.perennial.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small seller moves: hundreds of rows of every kind, some of them broken. What is there is compared with what was sent, the next
 * month with the other system's figures, and in the end all of it is taken back.
 */
class MoveScenarioIT extends PerennialIT {
    private static final String NOW = "2026-03-15T00:00:00Z";
    private static final int ACCOUNTS = 100;
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
            "shadow_bill",
            "shadow_difference",
            "revenue_book",
            "tenant");

    private Api api;
    private UUID tenant;
    private final Map<String, String> imports = new TreeMap<>();

    @BeforeEach
    void makeTenant() {
        api = newTenant(NOW);
        tenant = TestTenants.tenantOf(owner(), api.key());
        imports.clear();
    }

    private JsonNode send(String entity, boolean dryRun, List<String> rows) {
        var id = api.post("/v1/imports", "{\"entity\": \"%s\", \"dry_run\": %s}".formatted(entity, dryRun))
                .expect(201)
                .text("id");
        api.send(
                        "PUT",
                        "/v1/imports/" + id + "/content",
                        String.join("\n", rows),
                        Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        api.advanceTo(NOW);
        imports.putIfAbsent(entity, id);
        return api.get("/v1/imports/" + id).expect(200).body();
    }

    private void moveEverything() {
        var accounts = new ArrayList<String>();
        var methods = new ArrayList<String>();
        var subscriptions = new ArrayList<String>();
        var invoices = new ArrayList<String>();
        var payments = new ArrayList<String>();
        var credits = new ArrayList<String>();
        var usage = new ArrayList<String>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(
                    "{\"external_id\": \"a%d\", \"name\": \"Customer %d\", \"email\": \"a%d@example.com\", \"currency\": \"USD\"}"
                            .formatted(i, i, i));
            methods.add("""
                    {"external_id": "pm%d", "account_external_id": "a%d", "token": "tok_%d", "gateway_customer_id": "c%d", "type": "card"}""".formatted(i, i, i, i));
            subscriptions.add("""
                    {"external_id": "s%d", "account_external_id": "a%d", "plan_external_id": "team", "quantity": %d, "status": "ACTIVE", "start_at": "2025-04-01T00:00:00Z", "current_period_end": "2026-04-01T00:00:00Z"}""".formatted(i, i, 1 + i % 3));
            for (int month = 1; month <= 3; month++) {
                var id = "i" + i + "-" + month;
                invoices.add(invoice(id, i, "2026-0" + month, 1000L * (1 + i % 3)));
                payments.add("""
                        {"external_id": "p%s", "invoice_external_id": "%s", "status": "SUCCEEDED", "amount": %d, "currency": "USD", "occurred_at": "2026-0%d-01T00:00:00Z"}""".formatted(id, id, 1000L * (1 + i % 3), month));
            }
            if (i % 10 == 0) {
                credits.add(
                        "{\"external_id\": \"k%d\", \"account_external_id\": \"a%d\", \"amount\": 250, \"currency\": \"USD\"}"
                                .formatted(i, i));
            }
            usage.add("""
                    {"external_id": "u%d", "subscription_external_id": "s%d", "metric": "calls", "quantity": "5", "timestamp": "2026-03-05T00:00:00Z"}""".formatted(i, i));
        }
        accounts.add(
                "{\"external_id\": \"broken\", \"name\": \"Nobody\", \"email\": \"no-address\", \"currency\": \"USD\"}");
        invoices.add(invoice("broken", 0, "2026-01", 1000).replace("\"total\": 1000", "\"total\": 999"));

        assertDone(send("ACCOUNTS", false, accounts), ACCOUNTS, 1);
        assertDone(send("PAYMENT_METHODS", false, methods), ACCOUNTS, 0);
        assertDone(send("PLANS", false, List.of("""
                {"external_id": "team", "code": "team", "name": "Team", "interval": "MONTH", "charges": [{"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1000"}]}, {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""")), 1, 0);
        assertDone(send("SUBSCRIPTIONS", false, subscriptions), ACCOUNTS, 0);
        assertDone(send("INVOICES", false, invoices), 3 * ACCOUNTS, 1);
        assertDone(send("PAYMENTS", false, payments), 3 * ACCOUNTS, 0);
        assertDone(send("CREDITS", false, credits), ACCOUNTS / 10, 0);
        assertDone(send("USAGE", false, usage), ACCOUNTS, 0);
        assertThat(send("INVOICES", false, invoices).path("rows_unchanged").asInt())
                .as("sent again")
                .isEqualTo(3 * ACCOUNTS);
    }

    private static void assertDone(JsonNode job, int created, int failed) {
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(job.path("rows_created").asInt()).as("%s", job).isEqualTo(created);
        assertThat(job.path("rows_failed").asInt()).as("%s", job).isEqualTo(failed);
    }

    private static String invoice(String id, int account, String month, long amount) {
        return """
                {"external_id": "%s", "account_external_id": "a%d", "subscription_external_id": "s%d", "number": "OLD-%s", "status": "PAID", "currency": "USD", "subtotal": %d, "total": %d, "amount_paid": %d, "amount_due": 0, "period_start": "%s-01T00:00:00Z", "issued_at": "%s-01T00:00:00Z", "lines": [{"description": "Team", "amount": %d}]}""".formatted(id, account, account, id, amount, amount, amount, month, month, amount);
    }

    @Test
    void whatIsThereIsWhatWasSent() {
        moveEverything();

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
                        "MRR of imported subscriptions by currency, as charges say and as it is reported: USD",
                        "199000");
    }

    @Test
    void whatIsMissingIsFound() {
        moveEverything();
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
        moveEverything();
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
        var job = send("INVOICES", true, next);

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
    void allOfItCanBeTakenBackAndLeavesNoTrace() {
        // Figures of somebody who was a customer before stay.
        api.subscribe(api.account("UTC"), api.monthlyPlan("before", 700)).expect(201);
        api.advanceTo(NOW);
        var before = contents();
        moveEverything();
        api.post("/v1/imports/" + imports.get("ACCOUNTS") + "/rollback", "").expectProblem(409, "import_in_use");
        assertThat(contents()).isNotEqualTo(before);

        for (var entity : List.of(
                "USAGE", "CREDITS", "PAYMENTS", "INVOICES", "SUBSCRIPTIONS", "PLANS", "PAYMENT_METHODS", "ACCOUNTS")) {
            assertThat(api.post("/v1/imports/" + imports.get(entity) + "/rollback", "")
                            .expect(200)
                            .text("status"))
                    .isEqualTo("ROLLED_BACK");
        }
        owner().sql("delete from import_error where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
        owner().sql("delete from import_row where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();

        assertThat(contents()).isEqualTo(before);
        assertThat(api.get("/v1/analytics/mrr/verify")
                        .expect(200)
                        .body()
                        .path("differences")
                        .isEmpty())
                .isTrue();
        api.post("/v1/imports/" + imports.get("USAGE") + "/rollback", "").expectProblem(409, "nothing_to_roll_back");
    }

    @Test
    void whatWasBilledSinceCannotBeTakenBack() {
        moveEverything();
        api.advanceTo("2026-04-01T00:00:00Z");

        var refused = api.post("/v1/imports/" + imports.get("SUBSCRIPTIONS") + "/rollback", "")
                .expectProblem(409, "import_in_use");

        assertThat(refused.text("detail")).contains("100 invoices").contains("300 legacy invoices");
        api.post("/v1/imports/" + imports.get("USAGE") + "/rollback", "").expectProblem(409, "import_in_use");
        api.post("/v1/imports/" + imports.get("CREDITS") + "/rollback", "").expectProblem(409, "import_in_use");
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
