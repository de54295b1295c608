package dev.perennial.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** How long customers have to pay, and what it costs to be late. */
class LateFeesScenarioIT extends PerennialIT {

    private static Api withPolicy(Api api, String policy) {
        api.patch("/v1/tenant", "{\"net_terms_days\": 14, \"late_fee\": " + policy + "}")
                .expect(200);
        api.post("/v1/tax-rates", "{\"country\": \"DE\", \"rate_percent\": 19, \"name\": \"MwSt.\"}")
                .expect(201);
        return api;
    }

    private static String account(Api api) {
        return api.post("/v1/accounts", """
                        {"name": "Ada", "email": "ada@example.com", "currency": "EUR", "timezone": "Europe/Berlin",
                         "address": {"line1": "1 Way", "city": "Berlin", "postal_code": "10115", "country": "DE"}}""").expect(201).text("id");
    }

    /** 100.00 and 19.00 of tax, to be paid within two weeks. */
    private static String send(Api api, String account) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [{"description": "Work", "unit_amount": "10000"}]}""".formatted(account)).expect(201).text("id");
    }

    private static List<JsonNode> fees(Api api) {
        return api.all("/v1/invoices").reversed().stream()
                .filter(invoice -> invoice.path("billing_reason").asString().equals("LATE_FEE"))
                .toList();
    }

    private static List<Long> amounts(Api api) {
        return fees(api).stream().map(fee -> fee.path("total").asLong()).toList();
    }

    @Test
    void eachMonthThatAnInvoiceIsLateCostsOneFeeAndTheFeeCostsNone() {
        var api = withPolicy(newTenant(), "{\"percent\": \"1.5\", \"grace_days\": 5, \"repeat\": \"MONTHLY\"}");
        var invoice = send(api, account(api));
        assertThat(api.get("/v1/invoices/" + invoice).text("due_at")).isEqualTo("2026-01-15T00:00:00Z");

        // Due on the 15th, five days of grace: late with the 21st, in Berlin.
        api.advanceTo("2026-01-20T22:59:59Z");
        assertThat(fees(api)).isEmpty();
        api.advanceTo("2026-01-20T23:00:00Z");
        api.advanceTo("2026-01-20T23:00:00Z");
        api.advanceTo("2026-02-20T22:59:59Z");

        // 1.5 % of 119.00, without tax.
        var fee = fees(api).getFirst();
        assertThat(amounts(api)).containsExactly(179L);
        assertThat(fee.path("collection").asString()).isEqualTo("SEND_INVOICE");
        assertThat(fee.path("issued_at").asString()).isEqualTo("2026-01-20T23:00:00Z");
        assertThat(fee.path("metadata").path("late_invoice_id").asString()).isEqualTo(invoice);
        var line = fee.path("lines").get(0);
        assertThat(line.path("type").asString()).isEqualTo("LATE_FEE");
        assertThat(line.path("tax_reason").asString()).isEqualTo("OUT_OF_SCOPE");
        assertThat(line.path("explanation").path("formula").asString()).isEqualTo("11900 × 1.5% = 179");
        assertThat(api.get("/v1/invoices/" + fee.path("id").asString() + "/html")
                        .http()
                        .body())
                .contains("Outside the scope of tax.");

        api.advanceTo("2026-02-21T00:00:00Z");
        assertThat(amounts(api)).containsExactly(179L, 179L);

        // 19.00 are left, and then nothing.
        pay(api, invoice, 10_000);
        api.advanceTo("2026-03-21T00:00:00Z");
        pay(api, invoice, 1_900);
        api.advanceTo("2026-12-31T00:00:00Z");
        assertThat(amounts(api)).containsExactly(179L, 179L, 29L);
    }

    private static void pay(Api api, String invoice, long amount) {
        api.post(
                        "/v1/invoices/" + invoice + "/payments",
                        "{\"amount\": %d, \"method\": \"BANK_TRANSFER\"}".formatted(amount))
                .expect(201);
    }

    @Test
    void aFixedFeeIsChargedOnceHoweverOftenAndBesideHowManyItIsAsked() throws Exception {
        var api = withPolicy(newTenant(), "{\"amounts\": [{\"currency\": \"EUR\", \"amount\": 4000}]}");
        send(api, account(api));
        var advances = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 6; i++) {
            advances.add(() -> api.post("/v1/test-clock/advance", "{\"to\": \"2026-01-16T00:00:00Z\"}")
                    .status());
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(advances);
        }
        api.advanceTo("2026-08-01T00:00:00Z");

        assertThat(amounts(api)).containsExactly(4_000L);
    }

    @Test
    void termsOfTheDayOfIssueHold() {
        var api = newTenant();
        var account = account(api);
        var before = send(api, account);
        withPolicy(api, "{\"percent\": \"10\", \"without_tax\": true}");
        var during = send(api, account);
        api.patch("/v1/tenant", "{\"late_fee\": null}").expect(200);
        send(api, account);
        assertThat(api.get("/v1/tenant").body().path("late_fee").isNull()).isTrue();

        api.advanceTo("2026-06-01T00:00:00Z");

        // 10 % of 100.00: the tax is left out.
        assertThat(amounts(api)).containsExactly(1_000L);
        assertThat(fees(api).getFirst().path("metadata").path("late_invoice_id").asString())
                .isEqualTo(during)
                .isNotEqualTo(before);
    }

    @Test
    void whatIsTakenBackOrGivenUpCostsNothing() {
        var api = withPolicy(newTenant(), "{\"percent\": \"10\"}");
        var account = account(api);
        api.post("/v1/invoices/" + send(api, account) + "/void", "").expect(200);
        api.post("/v1/invoices/" + send(api, account) + "/mark-uncollectible", "")
                .expect(200);

        api.advanceTo("2026-06-01T00:00:00Z");

        assertThat(fees(api)).isEmpty();
    }

    @Test
    void aPolicyIsOneOrTheOther() {
        var api = newTenant();

        api.patch("/v1/tenant", "{\"late_fee\": {\"grace_days\": 3}}")
                .expectProblem(422, "validation_failed")
                .expectField("late_fee.percent");
        api.patch("/v1/tenant", "{\"late_fee\": {\"amounts\": [{\"currency\": \"ZZZ\", \"amount\": 1}]}}")
                .expectProblem(422, "validation_failed")
                .expectField("late_fee.amounts[0].currency");
    }

    @Test
    void termsOfPaymentAreTheSubscriptionsTheAccountsOrTheTenants() {
        var api = newTenant();
        api.patch("/v1/tenant", "{\"net_terms_days\": 30}").expect(200);
        var plan = api.monthlyPlan("terms", 1_000);
        var account = api.account("UTC");

        var usual = api.subscribe(account, plan).expect(201).text("id");
        var quick = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "net_terms_days": 7, "collection": "SEND_INVOICE"}""".formatted(account, plan)).expect(201);
        api.patch("/v1/accounts/" + account, "{\"net_terms_days\": 10}").expect(200);
        var later = api.subscribe(account, plan).expect(201).text("id");

        assertThat(quick.body().path("net_terms_days").asInt()).isEqualTo(7);
        assertThat(due(api, usual)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(due(api, quick.text("id"))).isEqualTo("2026-01-08T00:00:00Z");
        assertThat(due(api, later)).isEqualTo("2026-01-11T00:00:00Z");

        api.patch("/v1/subscriptions/" + quick.text("id"), "{\"net_terms_days\": null}")
                .expect(200);
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(due(api, quick.text("id"))).isEqualTo("2026-02-11T00:00:00Z");
    }

    private static String due(Api api, String subscription) {
        return api.invoicesOf(subscription).getLast().path("due_at").asString();
    }
}
