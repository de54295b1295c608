package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Starts, trials, ends and everything a subscription goes through between them. The clock stands at 1 January 2026. */
class SubscriptionLifeScenarioIT extends PerennialIT {
    private Api api;
    private String account;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan = api.monthlyPlan("team", 3100);
    }

    private Api.Answer subscribe(String more) {
        return api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\"%s}".formatted(account, plan, more))
                .expect(201);
    }

    private Api.Answer read(Api.Answer subscription) {
        return api.get("/v1/subscriptions/" + subscription.text("id")).expect(200);
    }

    private List<String> periods(Api.Answer subscription) {
        return api.invoicesOf(subscription.text("id")).stream()
                .map(invoice -> invoice.path("period_start").asString().substring(0, 10) + " "
                        + invoice.path("period_end").asString().substring(0, 10) + " "
                        + invoice.path("total").asLong())
                .toList();
    }

    @Test
    void billsAfterTheTrial() {
        var subscription = subscribe(", \"trial_days\": 14");
        assertThat(subscription.text("status")).isEqualTo("TRIALING");
        assertThat(subscription.text("trial_end")).isEqualTo("2026-01-15T00:00:00Z");
        assertThat(subscription.text("current_period_end")).isEqualTo("2026-01-15T00:00:00Z");
        assertThat(api.all("/v1/invoices")).isEmpty();

        api.advanceTo("2026-01-14T23:59:59Z");
        assertThat(read(subscription).text("status")).isEqualTo("TRIALING");
        api.advanceTo("2026-01-15T00:00:00Z");

        assertThat(read(subscription).text("status")).isEqualTo("ACTIVE");
        assertThat(periods(subscription)).containsExactly("2026-01-15 2026-02-15 3100");
        assertThat(api.all("/v1/events?type=subscription.activated")).hasSize(1);
    }

    @Test
    void startsWhenScheduled() {
        var subscription = subscribe(", \"start_at\": \"2026-02-10T15:00:00Z\"");
        assertThat(subscription.text("status")).isEqualTo("SCHEDULED");
        assertThat(subscription.body().path("current_period_start").isNull()).isTrue();

        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(read(subscription).text("status")).isEqualTo("ACTIVE");
        assertThat(periods(subscription)).containsExactly("2026-02-10 2026-03-10 3100");
    }

    @Test
    void beginsTheTrialWhenScheduled() {
        var subscription = subscribe(", \"start_at\": \"2026-02-01T00:00:00Z\", \"trial_days\": 7");

        api.advanceTo("2026-02-03T00:00:00Z");
        assertThat(read(subscription).text("status")).isEqualTo("TRIALING");
        api.advanceTo("2026-02-08T00:00:00Z");

        assertThat(read(subscription).text("status")).isEqualTo("ACTIVE");
        assertThat(periods(subscription)).containsExactly("2026-02-08 2026-03-08 3100");
    }

    @Test
    void billsEveryMissedPeriodOfABackdatedStart() {
        var subscription = subscribe(", \"start_at\": \"2025-10-31T12:00:00Z\"");

        assertThat(periods(subscription))
                .containsExactly(
                        "2025-10-31 2025-11-30 3100", "2025-11-30 2025-12-31 3100", "2025-12-31 2026-01-31 3100");
        assertThat(api.all("/v1/payments?status=SUCCEEDED")).hasSize(3);
        assertThat(api.invoicesOf(subscription.text("id"))
                        .getFirst()
                        .path("issued_at")
                        .asString())
                .as("issued when it was written")
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void proratesTheStubUpToTheAnchor() {
        api.advanceTo("2026-01-15T10:00:00Z");

        var subscription = subscribe(", \"billing_anchor\": \"2026-01-01\"");
        api.advanceTo("2026-03-01T00:00:00Z");

        // 17 of 31 days of 31.00
        assertThat(periods(subscription))
                .containsExactly(
                        "2026-01-15 2026-02-01 1700", "2026-02-01 2026-03-01 3100", "2026-03-01 2026-04-01 3100");
        var line =
                api.invoicesOf(subscription.text("id")).getFirst().path("lines").get(0);
        assertThat(line.path("explanation").path("share").asString()).isEqualTo("17/31");
        assertThat(line.path("explanation").path("formula").asString()).isEqualTo("3100 × 17/31 = 1700");
    }

    @Test
    void endsAtThePeriodEndUnlessReactivated() {
        var ending = subscribe("");
        var staying = subscribe("");
        for (var subscription : List.of(ending, staying)) {
            var cancelled = api.post(
                            "/v1/subscriptions/" + subscription.text("id") + "/cancel", "{\"at\": \"PERIOD_END\"}")
                    .expect(200);
            assertThat(cancelled.text("status")).isEqualTo("ACTIVE");
            assertThat(cancelled.body().path("cancel_at_period_end").asBoolean())
                    .isTrue();
            assertThat(cancelled.text("cancelled_at")).isEqualTo("2026-01-01T00:00:00Z");
        }
        api.post("/v1/subscriptions/" + ending.text("id") + "/cancel", "{}")
                .expectProblem(409, "subscription_already_cancelled");
        api.post("/v1/subscriptions/" + staying.text("id") + "/reactivate", "").expect(200);
        api.post("/v1/subscriptions/" + staying.text("id") + "/reactivate", "")
                .expectProblem(409, "subscription_not_cancelling");

        api.advanceBy("P2M");

        assertThat(read(ending).text("status")).isEqualTo("CANCELLED");
        assertThat(read(ending).text("ended_at")).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(periods(ending)).hasSize(1);
        assertThat(read(staying).text("status")).isEqualTo("ACTIVE");
        assertThat(periods(staying)).hasSize(3);
        assertThat(api.all("/v1/events?type=subscription.cancelled")).hasSize(1);
    }

    @Test
    void endsATrialWithoutAnInvoice() {
        var subscription = subscribe(", \"trial_days\": 14");
        api.post("/v1/subscriptions/" + subscription.text("id") + "/cancel", "{}")
                .expect(200);

        api.advanceBy("P1M");

        assertThat(read(subscription).text("status")).isEqualTo("CANCELLED");
        assertThat(api.all("/v1/invoices")).isEmpty();
    }

    @Test
    void endsAtOnce() {
        var subscription = subscribe("");

        var cancelled = api.post(
                        "/v1/subscriptions/" + subscription.text("id") + "/cancel",
                        "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                .expect(200);
        api.advanceBy("P2M");

        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(cancelled.text("ended_at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(periods(subscription)).hasSize(1);
        api.post("/v1/subscriptions/" + subscription.text("id") + "/cancel", "{\"at\": \"NOW\"}")
                .expectProblem(409, "subscription_already_cancelled");
        api.post("/v1/subscriptions/" + subscription.text("id") + "/reactivate", "")
                .expectProblem(409, "subscription_not_cancelling");
    }

    @Test
    void staysOnItsVersionWhenThePriceRises() {
        var early = subscribe("");
        var planId = early.body().path("plan").path("id").asString();
        var raised = api.patch("/v1/plans/" + planId, """
                        {"charges": [{"code": "base", "type": "RECURRING", "model": "FLAT",
                                      "prices": [{"currency": "USD", "amount": 6200}]}]}""").expect(200);
        assertThat(raised.body().path("version").asInt()).isEqualTo(2);
        assertThat(api.patch("/v1/plans/" + planId, "{\"name\": \"Renamed\"}")
                        .expect(200)
                        .body()
                        .path("version")
                        .asInt())
                .as("a name is no price")
                .isEqualTo(2);
        var late = subscribe("");

        api.advanceBy("P1M");

        assertThat(periods(early)).containsExactly("2026-01-01 2026-02-01 3100", "2026-02-01 2026-03-01 3100");
        assertThat(periods(late)).containsExactly("2026-01-01 2026-02-01 6200", "2026-02-01 2026-03-01 6200");
        assertThat(api.all("/v1/plans/" + planId + "/versions")).hasSize(2);
    }

    @Test
    void sellsNoArchivedPlanButGoesOnBillingIt() {
        var subscription = subscribe("");
        api.post("/v1/plans/" + subscription.body().path("plan").path("id").asString() + "/archive", "")
                .expect(200);

        api.subscribe(account, plan).expectProblem(422, "validation_failed").expectField("plan_code");
        api.advanceBy("P1M");

        assertThat(periods(subscription)).hasSize(2);
    }

    @Test
    void chargesQuantitiesAndOneTimeFeesInTheAccountsCurrency() {
        var yenAccount = api.post(
                        "/v1/accounts",
                        "{\"name\": \"K\", \"email\": \"k@example.jp\", \"currency\": \"JPY\", \"timezone\": \"Asia/Tokyo\"}")
                .expect(201)
                .text("id");
        api.attach(yenAccount, "pm_card_visa");
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "WEEK", "interval_count": 2, "charges": [
                          {"code": "seat", "name": "Seat", "type": "RECURRING", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "1250"}, {"currency": "JPY", "unit_amount": "0.5"}]},
                          {"code": "setup", "type": "ONE_TIME", "model": "FLAT",
                           "prices": [{"currency": "USD", "amount": 5000}, {"currency": "JPY", "amount": 7000}]}]}""").expect(201);

        var subscription = api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"seats\", \"quantity\": 3}".formatted(yenAccount))
                .expect(201);
        api.advanceBy("P14D");

        // 3 × 0.5 = 1.5 yen, half up.
        var invoices = api.invoicesOf(subscription.text("id"));
        assertThat(invoices.stream().map(invoice -> invoice.path("total").asLong()))
                .containsExactly(7002L, 2L);
        assertThat(invoices.getFirst().path("lines").get(0).path("unit_amount").asString())
                .isEqualTo("0.5");
        assertThat(invoices.getFirst().path("currency").asString()).isEqualTo("JPY");
        // The clock's midnight UTC is 09:00 of the same day in Tokyo.
        assertThat(invoices.getFirst().path("period_start").asString()).isEqualTo("2025-12-31T15:00:00Z");
    }

    @Test
    void keepsAccountsFromBeingDeletedOrRedenominatedWhileTheyAreUsed() {
        var subscription = subscribe("");

        api.delete("/v1/accounts/" + account).expectProblem(409, "account_has_subscriptions");
        api.patch("/v1/accounts/" + account, "{\"currency\": \"EUR\"}").expectProblem(409, "currency_is_fixed");
        api.post(
                        "/v1/subscriptions/" + subscription.text("id") + "/cancel",
                        "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                .expect(200);
        api.delete("/v1/accounts/" + account).expect(200);

        api.get("/v1/accounts/" + account).expectProblem(404, "account_not_found");
        assertThat(api.all("/v1/invoices?account_id=" + account)).hasSize(1);
    }

    @Test
    void patchesAccountsByMerging() {
        var patched = api.patch("/v1/accounts/" + account, """
                        {"name": "Ada & Co", "metadata": {"crm": "7"}, "address": {"country": "GB", "city": "London"}}""").expect(200);
        var again = api.patch("/v1/accounts/" + account, "{\"address\": {\"city\": null}, \"metadata\": null}")
                .expect(200);

        assertThat(patched.body().path("metadata").path("crm").asString()).isEqualTo("7");
        assertThat(again.text("name")).isEqualTo("Ada & Co");
        assertThat(again.body().path("address").path("country").asString()).isEqualTo("GB");
        assertThat(again.body().path("address").path("city").isNull()).isTrue();
        assertThat(again.body().path("metadata").isEmpty()).isTrue();
        api.patch("/v1/accounts/" + account, "{\"name\": null}")
                .expectProblem(422, "validation_failed")
                .expectField("name");
        api.patch("/v1/accounts/" + account, "{\"id\": \"x\"}")
                .expectProblem(400, "unknown_field")
                .expectField("id");
    }

    /** Two systems change different fields at once: neither takes back what the other did. */
    @Test
    void twoPatchesAtOnceBothCount() throws Exception {
        var path = "/v1/subscriptions/" + subscribe("").text("id");
        try (var held = HeldRow.ofSubscription(path.substring(path.lastIndexOf('/') + 1))) {
            var one = held.letWait(() -> api.patch(path, "{\"collection\": \"SEND_INVOICE\"}"));
            var other = held.letWait(() -> api.patch(path, "{\"metadata\": {\"crm\": \"7\"}}"));
            held.release();
            one.get().expect(200);
            other.get().expect(200);
        }
        try (var held = HeldRow.ofAccount(account)) {
            var one = held.letWait(() -> api.patch("/v1/accounts/" + account, "{\"net_terms_days\": 14}"));
            var other = held.letWait(() -> api.patch("/v1/accounts/" + account, "{\"name\": \"Grace\"}"));
            held.release();
            one.get().expect(200);
            other.get().expect(200);
        }

        var subscription = api.get(path).expect(200).body();
        assertThat(subscription.path("collection").asString()).isEqualTo("SEND_INVOICE");
        assertThat(subscription.path("metadata").path("crm").asString()).isEqualTo("7");
        var changed = api.get("/v1/accounts/" + account).expect(200).body();
        assertThat(changed.path("net_terms_days").asInt()).isEqualTo(14);
        assertThat(changed.path("name").asString()).isEqualTo("Grace");
    }

    /**
     * One of the two wins: nothing is sold to an account that is closed, and no account is closed to which something is
     * sold.
     */
    @Test
    void anAccountIsNotClosedWhileSomethingIsSoldToIt() throws Exception {
        var sale = "{\"account_id\": \"%s\", \"plan_code\": \"%s\"}";
        try (var held = HeldRow.ofAccount(account)) {
            var sold = held.letWait(() -> api.post("/v1/subscriptions", sale.formatted(account, plan)));
            var closed = held.letWait(() -> api.delete("/v1/accounts/" + account));
            held.release();
            sold.get().expect(201);
            closed.get().expectProblem(409, "account_has_subscriptions");
        }
        var other = api.accountPayingBy("pm_card_visa");
        try (var held = HeldRow.ofAccount(other)) {
            var closed = held.letWait(() -> api.delete("/v1/accounts/" + other));
            var sold = held.letWait(() -> api.post("/v1/subscriptions", sale.formatted(other, plan)));
            held.release();
            closed.get().expect(200);
            sold.get().expectProblem(404, "account_not_found");
        }
    }
}
