package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Invoices that customers pay by themselves: due dates, reminders, and what follows when they do not. */
class SentInvoicesScenarioIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.post("/v1/accounts", """
                        {"name": "Ada Lovelace Ltd", "email": "ada@example.com", "currency": "USD", "net_terms_days": 14}""").expect(201).text("id");
    }

    @Test
    void remindsBeforeAndAfterTheDueDateAndThenBlocks() {
        var invoice = sent();
        assertThat(get(invoice).text("due_at")).isEqualTo("2026-01-15T00:00:00Z");
        assertThat(next()).isEqualTo("REMINDER 2026-01-12T07:00:00Z");

        api.advanceTo("2026-01-15T23:59:59Z");
        assertThat(get(invoice).text("status")).as("the due day is in time").isEqualTo("OPEN");
        assertThat(status()).isEqualTo("ACTIVE");
        api.advanceTo("2026-01-16T00:00:00Z");
        assertThat(get(invoice).text("status")).isEqualTo("PAST_DUE");
        assertThat(status()).isEqualTo("WARNING");
        api.advanceTo("2026-01-30T00:00:00Z");
        assertThat(status()).isEqualTo("BLOCKED");

        api.advanceBy("P1M");

        assertThat(steps())
                .containsExactly(
                        "REMINDER 2026-01-12T07:00:00Z",
                        "PAST_DUE 2026-01-16T00:00:00Z",
                        "REMINDER 2026-01-18T07:00:00Z",
                        "REMINDER 2026-01-22T07:00:00Z",
                        "LAST_NOTICE 2026-01-29T07:00:00Z",
                        "FINAL_ACTION 2026-02-05T07:00:00Z");
        assertThat(get(invoice).body().path("attempt_count").asInt()).isZero();
        assertThat(api.all("/v1/payments")).isEmpty();

        pay(invoice, "");
        assertThat(status()).isEqualTo("ACTIVE");
        assertThat(steps()).last().asString().startsWith("CLOSED");
    }

    @Test
    void asksNobodyWhoPaysInTime() {
        var invoice = sent();
        api.advanceTo("2026-01-10T00:00:00Z");

        pay(invoice, "");
        api.advanceBy("P3M");

        assertThat(steps()).containsExactly("CLOSED 2026-01-10T00:00:00Z");
        assertThat(api.all("/v1/events?object_id=" + account)).hasSize(1);
    }

    @Test
    void countsAnewFromAPartialPaymentThatComesLate() {
        var invoice = sent();
        api.advanceTo("2026-01-20T00:00:00Z");

        pay(invoice, ", \"amount\": 100");

        assertThat(get(invoice).text("status")).isEqualTo("PAST_DUE");
        assertThat(next()).isEqualTo("REMINDER 2026-01-23T07:00:00Z");
        api.advanceTo("2026-02-03T08:00:00Z");
        assertThat(status()).isEqualTo("BLOCKED");
        pay(invoice, "");
        assertThat(status()).isEqualTo("ACTIVE");
    }

    @Test
    void keepsToTheDueDateWhenPartIsPaidInTime() {
        var invoice = sent();
        api.advanceTo("2026-01-05T00:00:00Z");

        pay(invoice, ", \"amount\": 100");

        assertThat(next()).isEqualTo("REMINDER 2026-01-12T07:00:00Z");
    }

    @Test
    void marksTheSubscriptionAndEndsIt() {
        api.patch(
                        "/v1/tenant",
                        "{\"dunning_policy\": {\"remind_days_after_due\": [1], \"final_action_days\": 1, \"final_action\": \"CANCEL\"}}")
                .expect(200);
        var plan = api.monthlyPlan("team", 2900);
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "collection": "SEND_INVOICE"}""".formatted(account, plan))
                .expect(201)
                .text("id");

        api.advanceTo("2026-01-16T00:00:00Z");
        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("PAST_DUE");
        assertThat(status()).isEqualTo("WARNING");
        api.advanceTo("2026-01-17T07:00:00Z");

        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("CANCELLED");
        assertThat(steps())
                .containsExactly(
                        "REMINDER 2026-01-12T07:00:00Z",
                        "PAST_DUE 2026-01-16T00:00:00Z",
                        "LAST_NOTICE 2026-01-16T07:00:00Z",
                        "FINAL_ACTION 2026-01-17T07:00:00Z");
    }

    @Test
    void leavesClosedAccountsInPeace() {
        sent();
        api.delete("/v1/accounts/" + account).expect(200);

        api.advanceBy("P3M");

        assertThat(api.get("/v1/test-clock").expect(200).text("now")).isEqualTo("2026-04-01T00:00:00Z");
    }

    private String sent() {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [
                          {"description": "Workshop", "unit_amount": "10000"}]}""".formatted(account)).expect(201).text("id");
    }

    private void pay(String invoice, String more) {
        api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"BANK_TRANSFER\"" + more + "}")
                .expect(201);
    }

    private Api.Answer get(String invoice) {
        return api.get("/v1/invoices/" + invoice).expect(200);
    }

    private String status() {
        return api.get("/v1/accounts/" + account).text("dunning_status");
    }

    private JsonNode newest() {
        return api.get("/v1/accounts/" + account + "/dunning")
                .expect(200)
                .body()
                .path("cases")
                .get(0);
    }

    private String next() {
        var next = newest().path("next");
        return next.path("step").asString() + " " + next.path("at").asString();
    }

    private List<String> steps() {
        return newest().path("history").values().stream()
                .map(step ->
                        step.path("step").asString() + " " + step.path("at").asString())
                .toList();
    }
}
