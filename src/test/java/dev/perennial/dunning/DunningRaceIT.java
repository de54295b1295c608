package dev.perennial.dunning;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** Many workers wake at once, as replicas do, while cards are replaced: every step is taken once and nobody is charged twice. */
class DunningRaceIT extends PerennialIT {
    private static final int ACCOUNTS = 12;
    private static final int WORKERS = 6;

    @Autowired
    private DunningTicks ticks;

    @Test
    void takesEveryStepOnceHoweverManyWorkersThereAre() throws Exception {
        var api = newTenant();
        var tenant = TestTenants.tenantOf(owner(), api.key());
        var plan = api.post("/v1/plans", """
                        {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 2900}]}]}""").expect(201).text("code");
        var poor = new ArrayList<String>();
        var saved = new ArrayList<String>();
        for (int i = 0; i < ACCOUNTS; i++) {
            var account = api.accountPayingBy("pm_card_chargeDeclined");
            api.subscribe(account, plan).expect(201);
            (i % 2 == 0 ? poor : saved).add(account);
        }
        TestTenants.setClock(owner(), tenant, Instant.parse("2026-01-04T08:00:00Z"));

        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < WORKERS; i++) {
            work.add(() -> {
                ticks.takeSteps();
                return true;
            });
        }
        saved.forEach(account -> work.add(() -> {
            api.attach(account, "pm_card_visa");
            return true;
        }));
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
        ticks.takeSteps();

        for (var account : poor) {
            assertThat(statuses(api, account)).containsExactly("FAILED", "FAILED");
            assertThat(api.get("/v1/accounts/" + account).text("dunning_status"))
                    .isEqualTo("WARNING");
        }
        for (var account : saved) {
            assertThat(statuses(api, account)).endsWith("FAILED").containsOnlyOnce("SUCCEEDED");
            assertThat(api.get("/v1/accounts/" + account).text("dunning_status"))
                    .isEqualTo("ACTIVE");
        }
    }

    @Test
    void doesNotEndTheSubscriptionOfOneWhoPaysAtThatMoment() throws Exception {
        var api = newTenant();
        api.patch(
                        "/v1/tenant",
                        "{\"dunning_policy\": {\"retry_days\": [1], \"final_action\": \"CANCEL\", \"final_action_days\": 3}}")
                .expect(200);
        var account = api.accountPayingBy("pm_card_chargeDeclined");
        var subscription = api.subscribe(account, api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();
        TestTenants.setClock(owner(), TestTenants.tenantOf(owner(), api.key()), Instant.parse("2026-01-02T08:00:00Z"));
        ticks.takeSteps();
        TestTenants.setClock(owner(), TestTenants.tenantOf(owner(), api.key()), Instant.parse("2026-01-06T00:00:00Z"));

        try (var held = HeldRow.ofSubscription(subscription)) {
            var dunned = held.letWait(() -> {
                ticks.takeSteps();
                return true;
            });
            var paid = held.letWait(
                    () -> api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"BANK_TRANSFER\"}"));
            held.release();
            paid.get().expect(201);
            assertThat(dunned.get()).isTrue();
        }

        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("ACTIVE");
        assertThat(api.get("/v1/accounts/" + account).text("dunning_status")).isEqualTo("ACTIVE");
    }

    /** The oldest debt is paid at the moment at which the next one becomes late: something is owed all the time. */
    @Test
    void staysPastDueWhenOneDebtIsPaidWhileAnotherBecomesLate() throws Exception {
        var api = newTenant();
        var subscription = subscriptionOnAccount(api);
        api.advanceTo("2026-02-02T00:00:00Z");
        assertThat(standing(api, subscription)).isEqualTo("PAST_DUE");

        try (var held = HeldRow.ofSubscription(subscription)) {
            var late = held.letWait(() -> api.advanceTo("2026-02-10T00:00:00Z"));
            var paid = held.letWait(() -> pay(api, api.invoicesOf(subscription).getFirst()));
            held.release();
            late.get();
            paid.get().expect(201);
        }

        assertThat(api.invoicesOf(subscription))
                .extracting(invoice -> invoice.path("status").asString())
                .containsExactly("PAID", "PAST_DUE");
        assertThat(standing(api, subscription)).isEqualTo("PAST_DUE");
    }

    /** Each of two payments at once sees that the other debt is still open: the second to come must look again. */
    @Test
    void isActiveWhenBothDebtsArePaidAtOnce() throws Exception {
        var api = newTenant();
        var subscription = subscriptionOnAccount(api);
        api.advanceTo("2026-02-10T00:00:00Z");
        var debts = api.invoicesOf(subscription);
        assertThat(debts)
                .extracting(invoice -> invoice.path("status").asString())
                .containsOnly("PAST_DUE");

        try (var held = HeldRow.ofSubscription(subscription)) {
            var one = held.letWait(() -> pay(api, debts.getFirst()));
            var other = held.letWait(() -> pay(api, debts.getLast()));
            held.release();
            one.get().expect(201);
            other.get().expect(201);
        }

        assertThat(standing(api, subscription)).isEqualTo("ACTIVE");
    }

    /** Invoices are sent and due a week later; the clock stands at 1 January 2026. */
    private static String subscriptionOnAccount(Api api) {
        return api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "collection": "SEND_INVOICE", "net_terms_days": 7}""".formatted(api.account("UTC"), api.monthlyPlan("team", 2900)))
                .expect(201)
                .text("id");
    }

    private static String standing(Api api, String subscription) {
        return api.get("/v1/subscriptions/" + subscription).text("status");
    }

    private static Api.Answer pay(Api api, JsonNode invoice) {
        return api.post(
                "/v1/invoices/" + invoice.path("id").asString() + "/payments", "{\"method\": \"BANK_TRANSFER\"}");
    }

    private static List<String> statuses(Api api, String account) {
        return api.all("/v1/payments?account_id=" + account).stream()
                .map(payment -> payment.path("status").asString())
                .toList();
    }
}
