package dev.perennial.migration;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** A seller moves here: what he had goes on, once, and nobody else hears of it. */
class ImportsScenarioIT extends PerennialIT {
    private static final String NOW = "2026-03-15T00:00:00Z";
    private static final String PLAN = """
            {"external_id": "price_1Team", "code": "team", "name": "Team", "interval": "MONTH", "charges": [
              {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "EUR", "amount": 3000}]}]}""";
    private static final String ADA = """
            {"external_id": "cus_ada", "name": "Ada Ltd", "email": "ada@example.com", "currency": "EUR",
             "timezone": "Europe/Berlin"}""";
    private Api api;

    @BeforeEach
    void makeTenant() {
        api = newTenant(NOW);
    }

    /** Sends rows and lets them be worked off; returns the import as it is then. */
    private JsonNode importRows(String entity, String... rows) {
        var id = open("{\"entity\": \"" + entity + "\"}");
        api.send("PUT", "/v1/imports/" + id + "/content", "{\"rows\": [" + String.join(",", rows) + "]}", Map.of())
                .expect(200);
        return worked(id);
    }

    private JsonNode importLines(String entity, String... rows) {
        var id = open("{\"entity\": \"" + entity + "\"}");
        var lines = String.join(
                "\n", Stream.of(rows).map(row -> row.replace("\n", " ")).toList());
        api.send("PUT", "/v1/imports/" + id + "/content", lines, Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        return worked(id);
    }

    private String open(String request) {
        return api.post("/v1/imports", request).expect(201).text("id");
    }

    private JsonNode worked(String id) {
        api.advanceTo(NOW);
        return api.get("/v1/imports/" + id).expect(200).body();
    }

    private List<JsonNode> errors(JsonNode job) {
        return api
                .get("/v1/imports/" + job.path("id").asString() + "/errors")
                .expect(200)
                .body()
                .path("data")
                .values()
                .stream()
                .toList();
    }

    private static void expect(JsonNode job, String status, int created, int unchanged, int failed) {
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo(status);
        assertThat(job.path("rows_created").asInt()).as("%s", job).isEqualTo(created);
        assertThat(job.path("rows_unchanged").asInt()).as("%s", job).isEqualTo(unchanged);
        assertThat(job.path("rows_failed").asInt()).as("%s", job).isEqualTo(failed);
    }

    private static String subscription(String id, String more) {
        return """
                {"external_id": "%s", "account_external_id": "cus_ada", "plan_external_id": "price_1Team",
                 "start_at": "2025-01-31T09:13:05Z"%s}""".formatted(id, more);
    }

    private String subscriptionOf(String externalId) {
        return owner().sql("select object_id from imported_object where external_id = :id and tenant_id = :tenant")
                .param("id", externalId)
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .query(UUID.class)
                .single()
                .toString();
    }

    @Test
    void aSubscriptionGoesOnWhereItIsPaidThrough() {
        expect(importRows("ACCOUNTS", ADA), "COMPLETED", 1, 0, 0);
        expect(importRows("PAYMENT_METHODS", """
                {"external_id": "pm_1", "account_external_id": "cus_ada", "token": "pm_1Abc", "gateway_customer_id": "cus_ada",
                 "type": "card", "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030}"""), "COMPLETED", 1, 0, 0);
        expect(importRows("PLANS", PLAN), "COMPLETED", 1, 0, 0);
        // Billed elsewhere up to 31 March. Sold on the 31st, so that the day must not slip to the 28th of February.
        expect(importRows("SUBSCRIPTIONS", subscription("sub_1", """
                        , "status": "ACTIVE", "current_period_end": "2026-03-30T22:00:00Z", "metadata": {"old": "sub_1"}""")), "COMPLETED", 1, 0, 0);
        var id = subscriptionOf("sub_1");
        var imported = api.get("/v1/subscriptions/" + id).expect(200).body();
        assertThat(imported.path("current_period_start").asString()).isEqualTo("2026-02-27T23:00:00Z");
        assertThat(imported.path("billing_anchor").asString()).isEqualTo("2025-01-31");
        assertThat(api.invoicesOf(id)).isEmpty();

        api.advanceTo("2026-03-30T21:59:59Z");
        assertThat(api.invoicesOf(id)).as("nothing that was billed elsewhere").isEmpty();
        api.advanceTo("2026-03-30T22:00:00Z");
        var invoices = api.invoicesOf(id);
        assertThat(invoices).hasSize(1);
        assertThat(invoices.getFirst().path("total").asInt()).isEqualTo(3000);
        assertThat(invoices.getFirst().path("status").asString())
                .as("collected by the card that came along")
                .isEqualTo("PAID");
        assertThat(invoices.getFirst().path("period_end").asString()).isEqualTo("2026-04-29T22:00:00Z");
        assertThat(invoices.getFirst().path("number").asString())
                .as("our series begins")
                .endsWith("0001");
    }

    @Test
    void nobodyOutsideHearsOfIt() {
        importRows("ACCOUNTS", ADA);
        importRows("PLANS", PLAN);
        importRows(
                "SUBSCRIPTIONS",
                subscription("sub_1", ", \"status\": \"ACTIVE\", \"current_period_end\": \"2026-03-30T22:00:00Z\""));

        assertThat(api.all("/v1/events")).isEmpty();
        assertThat(api.all("/v1/audit-logs?actor=job:import").stream()
                        .map(row -> row.path("action").asString("")
                                + row.path("type").asString("")))
                .anyMatch(type -> type.contains("account.imported"))
                .anyMatch(type -> type.contains("plan.imported"))
                .anyMatch(type -> type.contains("subscription.imported"));
        var mrr = api.get("/v1/analytics/mrr?currency=EUR").expect(200).http().body();
        assertThat(mrr).contains("3000");
    }

    @Test
    void sentAgainNothingChangesAndWhatDiffersIsReported() {
        importRows("ACCOUNTS", ADA);

        expect(importRows("ACCOUNTS", ADA), "COMPLETED", 0, 1, 0);
        var changed = importRows("ACCOUNTS", ADA.replace("Ada Ltd", "Ada Inc"));

        expect(changed, "FAILED", 0, 0, 1);
        assertThat(errors(changed).getFirst().path("code").asString()).isEqualTo("changed_since_import");
        assertThat(api.all("/v1/accounts")).hasSize(1);
        assertThat(api.all("/v1/accounts").getFirst().path("name").asString()).isEqualTo("Ada Ltd");
    }

    @Test
    void aRowThatIsWrongIsNamedAndStopsNoOther() {
        var job = importLines(
                "ACCOUNTS",
                ADA,
                "{\"external_id\": \"cus_1\", \"name\": \"\", \"email\": \"nobody\", \"currency\": \"EUR\"}",
                "{\"external_id\": \"cus_2\", \"name\": \"B\", \"email\": \"b@example.com\", \"currency\": \"XYZ\"}",
                "{\"external_id\": \"cus_3\", \"name\": \"4242 4242 4242 4242\", \"email\": \"c@example.com\", \"currency\": \"EUR\"}",
                "{\"external_id\": \"cus_4\", \"nick\": \"D\"}",
                "{\"name\": \"E\", \"email\": \"e@example.com\", \"currency\": \"EUR\"}",
                ADA.replace("cus_ada", "cus_5"));

        expect(job, "COMPLETED", 2, 0, 5);
        assertThat(errors(job).stream()
                        .map(error -> error.path("row_number").asInt() + " "
                                + error.path("field").asString() + " "
                                + error.path("code").asString()))
                .containsExactly(
                        "2 email invalid_value",
                        "2 name required",
                        "3 currency unknown_currency",
                        "4 name card_number_refused",
                        "5 nick unknown_field",
                        "6 external_id required");
        assertThat(owner().sql("select fields::text from import_row where fields::text like '%4242 4242%'")
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void subscriptionsMustFitTheirGridAndWhatTheyReferTo() {
        importRows("ACCOUNTS", ADA);
        importRows("PLANS", PLAN);

        var job = importRows(
                "SUBSCRIPTIONS",
                subscription("s1", ", \"status\": \"ACTIVE\", \"current_period_end\": \"2026-03-20T00:00:00Z\""),
                subscription("s2", ", \"status\": \"ACTIVE\", \"current_period_end\": \"2026-01-30T23:00:00Z\""),
                subscription("s3", ", \"status\": \"ACTIVE\""),
                subscription("s4", ", \"status\": \"PAST_DUE\", \"current_period_end\": \"2026-03-30T22:00:00Z\""),
                subscription("s5", ", \"status\": \"TRIALING\", \"trial_end\": \"2026-03-01T00:00:00Z\""),
                subscription("s6", ", \"status\": \"CANCELLED\", \"ended_at\": \"2026-03-01T00:00:00Z\""),
                subscription("s7", ", \"status\": \"TRIALING\", \"trial_end\": \"2026-04-01T00:00:00Z\""),
                subscription(
                        "s8",
                        ", \"status\": \"PAUSED\", \"paused_at\": \"2026-02-01T00:00:00Z\","
                                + " \"current_period_end\": \"2026-02-27T23:00:00Z\""),
                subscription("s9", ", \"status\": \"ACTIVE\"")
                        .replace("cus_ada", "cus_bob")
                        .replace("price_1Team", "none"));

        expect(job, "COMPLETED", 3, 0, 6);
        assertThat(errors(job).stream()
                        .map(error -> error.path("external_id").asString() + " "
                                + error.path("field").asString() + " "
                                + error.path("code").asString()))
                .containsExactly(
                        "s1 current_period_end off_grid",
                        "s2 current_period_end too_far_in_past",
                        "s3 current_period_end required",
                        "s4 status invalid_value",
                        "s5 trial_end in_the_past",
                        "s9 account_external_id not_imported",
                        "s9 plan_external_id not_imported");
        api.advanceTo("2026-04-01T00:00:00Z");
        assertThat(api.invoicesOf(subscriptionOf("s7"))).as("the trial is over").hasSize(1);
        assertThat(api.invoicesOf(subscriptionOf("s6"))).isEmpty();
        assertThat(api.invoicesOf(subscriptionOf("s8"))).isEmpty();
        api.post("/v1/subscriptions/" + subscriptionOf("s8") + "/resume", "{}").expect(200);
        assertThat(api.invoicesOf(subscriptionOf("s8"))).as("a pause ends here").hasSize(1);
    }

    @Test
    void aDryRunWritesNothingButItsReport() {
        var id = open("{\"entity\": \"ACCOUNTS\", \"dry_run\": true}");
        api.send(
                        "PUT",
                        "/v1/imports/" + id + "/content",
                        "external_id,name,email,currency,address.country\n"
                                + "cus_1,\"Smith, \"\"Jo\"\"\",jo@example.com,EUR,DE\n\n"
                                + "cus_2,Bob,bob@example.com,XXX,\n"
                                + "cus_3,Short\n",
                        Map.of("Content-Type", "text/csv"))
                .expect(200);

        var job = worked(id);

        expect(job, "COMPLETED", 1, 0, 2);
        assertThat(errors(job).stream()
                        .map(error -> error.path("row_number").asInt() + " "
                                + error.path("code").asString()))
                .containsExactly("2 unknown_currency", "3 wrong_number_of_cells");
        assertThat(api.all("/v1/accounts")).isEmpty();
        expect(importRows("ACCOUNTS", ADA), "COMPLETED", 1, 0, 0);
    }

    @Test
    void contentComesOnceAndAnImportCanBeStopped() {
        var id = open("{\"entity\": \"ACCOUNTS\"}");
        var lines = ADA.replace("\n", " ") + "\n{\"external_id\": \n\n"
                + ADA.replace("\n", " ").replace("cus_ada", "cus_b");
        api.send("PUT", "/v1/imports/" + id + "/content", lines, Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        api.send("PUT", "/v1/imports/" + id + "/content", "{\"rows\": [" + ADA + "]}", Map.of())
                .expectProblem(409, "import_has_content");

        api.post("/v1/imports/" + id + "/cancel", "").expect(200);
        expect(worked(id), "CANCELLED", 0, 0, 0);
        api.post("/v1/imports/" + id + "/cancel", "").expectProblem(409, "import_is_over");

        var other = open("{\"entity\": \"ACCOUNTS\"}");
        api.send("PUT", "/v1/imports/" + other + "/content", lines, Map.of("Content-Type", "application/x-ndjson"))
                .expect(200);
        expect(worked(other), "COMPLETED", 2, 0, 1);
        api.send(
                        "PUT",
                        "/v1/imports/" + open("{\"entity\": \"PLANS\"}") + "/content",
                        "a,\"b\nc",
                        Map.of("Content-Type", "text/csv"))
                .expectProblem(422, "malformed_csv");
    }

    private static final String INVOICE = """
            {"external_id": "in_1", "account_external_id": "cus_ada", "subscription_external_id": "sub_1", "number": "OLD-0042",
             "status": "PAID", "currency": "EUR", "subtotal": 3000, "discount_total": 300, "tax_total": 513, "total": 3213,
             "amount_paid": 3213, "amount_due": 0, "issued_at": "2026-02-28T00:00:00Z",
             "lines": [{"charge_code": "base", "description": "Team, March", "quantity": "1", "amount": 3000}]}""";

    @Test
    void historyIsThereToLookAtAndInNoFigureOfOurs() {
        importRows("ACCOUNTS", ADA);
        importRows("PLANS", PLAN);
        importRows(
                "SUBSCRIPTIONS",
                subscription("sub_1", ", \"status\": \"ACTIVE\", \"current_period_end\": \"2026-03-30T22:00:00Z\""));

        var invoices = importRows(
                "INVOICES",
                INVOICE,
                INVOICE.replace("in_1", "in_2").replace("\"total\": 3213", "\"total\": 3212"),
                INVOICE.replace("in_1", "in_3").replace("\"amount\": 3000", "\"amount\": 2999"),
                INVOICE.replace("in_1", "in_4").replace("\"sub_1\"", "\"sub_9\""),
                INVOICE.replace("in_1", "in_5")
                        .replace("PAID", "OPEN")
                        .replace("\"amount_due\": 0", "\"amount_due\": 1"));

        expect(invoices, "COMPLETED", 1, 0, 4);
        assertThat(errors(invoices).stream()
                        .map(error -> error.path("row_number").asInt() + " "
                                + error.path("field").asString()))
                .containsExactly("2 total", "2 amount_due", "3 subtotal", "4 subscription_external_id", "5 amount_due");
        var payments = importRows("PAYMENTS", """
                {"external_id": "ch_1", "invoice_external_id": "in_1", "status": "FAILED", "amount": 3213, "currency": "EUR",
                 "failure_code": "card_declined", "occurred_at": "2026-02-28T00:00:00Z"}""", """
                {"external_id": "ch_2", "invoice_external_id": "in_1", "status": "SUCCEEDED", "amount": 3213, "currency": "EUR",
                 "method": "card", "occurred_at": "2026-03-01T00:00:00Z"}""", """
                {"external_id": "ch_3", "invoice_external_id": "in_2", "status": "SUCCEEDED", "amount": 1, "currency": "EUR",
                 "occurred_at": "2026-03-01T00:00:00Z"}""");
        expect(payments, "COMPLETED", 2, 0, 1);
        var invoice = api.all("/v1/legacy-invoices").getFirst();
        assertThat(invoice.path("number").asString()).isEqualTo("OLD-0042");
        assertThat(api
                        .get("/v1/legacy-invoices/" + invoice.path("id").asString() + "/payments")
                        .expect(200)
                        .body()
                        .path("data")
                        .values()
                        .stream()
                        .map(payment -> payment.path("status").asString()))
                .containsExactly("FAILED", "SUCCEEDED");
        assertThat(api.all("/v1/invoices")).isEmpty();
        assertThat(api.all("/v1/payments")).isEmpty();
        assertThat(api.all("/v1/events")).isEmpty();
        assertThat(api.get("/v1/analytics/revenue?currency=EUR")
                        .expect(200)
                        .http()
                        .body())
                .doesNotContain("3000");
    }

    @Test
    void creditAndUsageOfTheOpenPeriodAreOnTheFirstInvoiceHere() {
        importRows("ACCOUNTS", ADA);
        importRows("PLANS", """
                {"external_id": "price_calls", "code": "calls", "name": "Calls", "interval": "MONTH", "charges": [
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "EUR", "unit_amount": "10"}]}]}""");
        importRows(
                "SUBSCRIPTIONS",
                subscription("sub_1", ", \"status\": \"ACTIVE\", \"current_period_end\": \"2026-03-30T22:00:00Z\"")
                        .replace("price_1Team", "price_calls"));
        expect(importRows("CREDITS", """
                {"external_id": "bal_1", "account_external_id": "cus_ada", "amount": 200, "currency": "EUR"}""", """
                {"external_id": "bal_2", "account_external_id": "cus_ada", "amount": 200, "currency": "USD"}"""), "COMPLETED", 1, 0, 1);
        var use = """
                {"external_id": "evt_1", "subscription_external_id": "sub_1", "metric": "calls", "quantity": "50",
                 "timestamp": "2026-03-02T00:00:00Z"}""";
        var usage = importRows(
                "USAGE",
                use,
                use.replace("evt_1", "evt_2"),
                use.replace("evt_1", "evt_3").replace("2026-03-02", "2026-02-20"),
                use.replace("evt_1", "evt_4").replace("\"calls\"", "\"bytes\""));
        expect(usage, "COMPLETED", 2, 0, 2);
        assertThat(errors(usage).stream().map(error -> error.path("code").asString()))
                .containsExactly("not_metered", "unknown_metric");
        expect(importRows("USAGE", use), "COMPLETED", 0, 1, 0);

        api.advanceTo("2026-03-31T00:00:00Z");

        var invoice = api.invoicesOf(subscriptionOf("sub_1")).getFirst();
        assertThat(invoice.path("total").asInt()).as("100 calls of 10 cents").isEqualTo(1000);
        assertThat(invoice.path("credit_applied").asInt()).isEqualTo(200);
        assertThat(api.get("/v1/analytics/mrr/verify")
                        .expect(200)
                        .body()
                        .path("differences")
                        .size())
                .isZero();
    }

    @Test
    void erasingAnAccountBlanksItsRows() {
        importRows("ACCOUNTS", ADA);
        var id = api.all("/v1/accounts").getFirst().path("id").asString();

        api.post("/v1/accounts/" + id + "/erase", "{}").expect(200);

        assertThat(owner().sql(
                                "select count(*) from import_row where tenant_id = :tenant and (fields is not null or external_id is not null)")
                        .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(owner().sql(
                                "select count(*) from imported_object where tenant_id = :tenant and external_id = 'cus_ada'")
                        .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void rowsAreStagedForAMonthAndWhatTheyBecameIsKnownAfterIt() {
        var job = importRows("ACCOUNTS", ADA, ADA.replace("cus_ada", "cus_bob").replace("EUR", "XYZ"));
        var brokenOff = open("{\"entity\": \"PLANS\"}");
        stage(brokenOff);

        api.advanceTo("2026-04-13T23:59:59Z");
        assertThat(stagedRows()).isEqualTo(3);
        assertThat(api.get("/v1/imports/validation")
                        .expect(200)
                        .body()
                        .path("imports_left_out")
                        .asInt())
                .isZero();
        api.advanceTo("2026-04-14T00:00:00Z");

        assertThat(stagedRows()).as("the one that failed, blank").isEqualTo(1);
        assertThat(owner().sql("select count(*) from import_row where tenant_id = :tenant and fields is not null")
                        .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(errors(job).getFirst().path("external_id").asString()).isEqualTo("cus_bob");
        var validation = api.get("/v1/imports/validation").expect(200).body();
        assertThat(validation.path("valid").asBoolean()).as("%s", validation).isTrue();
        assertThat(validation.path("imports_left_out").asInt()).isEqualTo(1);
        var again = open("{\"entity\": \"ACCOUNTS\"}");
        api.send("PUT", "/v1/imports/" + again + "/content", "{\"rows\": [" + ADA + "]}", Map.of())
                .expect(200);
        api.advanceTo("2026-04-14T00:00:01Z");
        expect(api.get("/v1/imports/" + again).expect(200).body(), "COMPLETED", 0, 1, 0);
        api.post("/v1/imports/" + job.path("id").asString() + "/rollback", "").expect(200);
        assertThat(api.all("/v1/accounts")).isEmpty();
    }

    /** An upload that broke off leaves rows of an import whose content never came. */
    private void stage(String id) {
        owner().sql(
                        "insert into import_row (tenant_id, import_id, row_number, fields) values (:tenant, :id::uuid, 1, '{}')")
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .param("id", id)
                .update();
    }

    private int stagedRows() {
        return owner().sql("select count(*) from import_row where tenant_id = :tenant")
                .param("tenant", TestTenants.tenantOf(owner(), api.key()))
                .query(Integer.class)
                .single();
    }

    @Test
    void usageOfRowsThatAreNotStagedAnyMoreCannotBeTakenBack() {
        importRows("ACCOUNTS", ADA);
        var usage = importRows("USAGE", """
                {"external_id": "evt_1", "subscription_external_id": "none", "metric": "calls", "quantity": "1",
                 "timestamp": "2026-03-02T00:00:00Z"}""");
        api.advanceTo("2026-05-01T00:00:00Z");

        api.post("/v1/imports/" + usage.path("id").asString() + "/rollback", "").expectProblem(409, "rows_dropped");
    }
}
