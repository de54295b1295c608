package dev.perennial.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.billing.BillingTicks;
import dev.perennial.platform.job.Ticks;
import dev.perennial.platform.job.WorkerPauses;
import dev.perennial.support.Api;
import dev.perennial.support.HookReceiver;
import dev.perennial.support.Hooks;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Something is stuck, and whoever may get it going does so. */
class AdminScenarioIT extends PerennialIT {
    @Autowired
    private BillingTicks billing;

    @Autowired
    private Ticks ticks;

    @Test
    void aParkedSubscriptionIsMendedUnparkedAndBilled() {
        var api = newTenant();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        var admin = "/v1/admin/subscriptions/" + subscription;
        currency(subscription, "EUR");
        api.advanceBy("P1M");

        var parked = api.all("/v1/admin/parked-subscriptions");
        assertThat(parked).hasSize(1);
        assertThat(parked.getFirst().path("subscription_id").asString()).isEqualTo(subscription);
        assertThat(parked.getFirst().path("reason").asString()).contains("has no price in EUR");
        assertThat(parked.getFirst().path("next_bill_at").asString()).isEqualTo("2026-02-01T00:00:00Z");
        api.post(admin + "/bill", "").expectProblem(409, "billing_on_hold");

        // Not mended: it is parked again, and says so.
        api.post(admin + "/unpark", "").expect(200);
        assertThat(api.post(admin + "/bill", "").expect(200).text("billing_problem"))
                .contains("EUR");

        currency(subscription, "USD");
        assertThat(api.post(admin + "/unpark", "")
                        .expect(200)
                        .body()
                        .path("billing_problem")
                        .isNull())
                .isTrue();
        var billed = api.post(admin + "/bill", "").expect(200);

        assertThat(billed.text("current_period_end")).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(api.invoicesOf(subscription)).hasSize(2);
        assertThat(api.get("/v1/invoices/" + billed.text("latest_invoice_id")).text("status"))
                .isEqualTo("PAID");
        assertThat(api.all("/v1/admin/parked-subscriptions")).isEmpty();
        assertThat(actionsOn(api, subscription)).startsWith("subscription.renewed", "subscription.unparked");
        api.post(admin + "/bill", "").expectProblem(409, "nothing_due");
        api.post(admin + "/unpark", "").expectProblem(409, "subscription_not_parked");
    }

    @Test
    void aParkedSubscriptionThatIsCancelledIsBilledUpToItsEndWhenItIsUnparked() {
        var api = newTenant();
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 3100}]},
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "10"}]}]}""").expect(201);
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), "metered")
                .expect(201)
                .text("id");
        use(api, subscription, 7);
        park(subscription);
        api.advanceTo("2026-02-10T00:00:00Z");
        use(api, subscription, 5);
        api.advanceTo("2026-03-16T12:00:00Z");
        use(api, subscription, 3);

        var cancelled = api.post(
                        "/v1/subscriptions/" + subscription + "/cancel",
                        "{\"at\": \"NOW\", \"unused_time\": \"CREDIT\"}")
                .expect(200);
        assertThat(cancelled.text("status")).isEqualTo("CANCELLED");
        assertThat(api.invoicesOf(subscription)).hasSize(1);

        var admin = "/v1/admin/subscriptions/" + subscription;
        api.advanceTo("2026-05-05T00:00:00Z");
        assertThat(api.all("/v1/admin/parked-subscriptions")).hasSize(1);
        api.post(admin + "/unpark", "").expect(200);
        api.post(admin + "/bill", "").expect(200);

        // Each base in advance and usage in arrears; at the end 15 of 31 days of the base are given back.
        assertThat(api.invoicesOf(subscription).stream()
                        .map(invoice -> invoice.path("total").asLong()))
                .containsExactly(3100L, 3100L + 70, 3100L + 50, 30L - 1500);
        var after = api.get("/v1/subscriptions/" + subscription).expect(200);
        assertThat(after.text("status")).isEqualTo("CANCELLED");
        assertThat(after.text("ended_at")).isEqualTo("2026-03-16T12:00:00Z");
        // Who gives access by these is not to give it again.
        assertThat(api.all("/v1/events?type=subscription.renewed")).isEmpty();
        api.post(admin + "/bill", "").expectProblem(409, "nothing_due");
        api.advanceTo("2026-07-01T00:00:00Z");
        assertThat(api.invoicesOf(subscription)).hasSize(4);
    }

    @Test
    void aParkedSubscriptionThatWasToEndWithItsPeriodIsBilledNoFurther() {
        var api = newTenant();
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        var path = "/v1/subscriptions/" + subscription;
        park(subscription);
        api.post(path + "/cancel", "{\"at\": \"PERIOD_END\"}").expect(200);
        api.advanceTo("2026-03-16T12:00:00Z");

        api.post(path + "/cancel", "{\"at\": \"NOW\"}").expect(200);
        api.post("/v1/admin/subscriptions/" + subscription + "/unpark", "").expect(200);
        api.advanceTo("2026-05-01T00:00:00Z");

        assertThat(api.get(path).text("status")).isEqualTo("CANCELLED");
        assertThat(api.invoicesOf(subscription)).hasSize(1);
    }

    /** As a run does that fails on it. */
    private void park(String subscription) {
        owner().sql(
                        "update billing_schedule set parked_at = now(), park_reason = 'test' where subscription_id = :id::uuid")
                .param("id", subscription)
                .update();
    }

    private static void use(Api api, String subscription, int calls) {
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": %d, "idempotency_key": "k%d"}""".formatted(subscription, calls, calls)).expect(202);
    }

    /** Nothing that the API would let in, but data can be wrong. */
    private void currency(String subscription, String code) {
        owner().sql("update subscription set currency = :code where id = :id::uuid")
                .param("code", code)
                .param("id", subscription)
                .update();
    }

    private static List<String> actionsOn(Api api, String object) {
        return api.all("/v1/audit-logs?entity_id=" + object).stream()
                .map(entry -> entry.path("action").asString())
                .toList();
    }

    @Test
    void paymentsOfUnknownOutcomeAreAskedAbout() {
        var api = newTenant();
        var invoice = api.subscribe(api.accountPayingBy("pm_simulated_timeout"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("latest_invoice_id");
        assertThat(payment(api, invoice).path("status").asString()).isEqualTo("UNKNOWN");

        var answer = api.post("/v1/admin/payments/reconcile", "").expect(200).body();

        assertThat(answer.path("asked").asInt()).isEqualTo(1);
        assertThat(answer.path("unknown").asInt()).isZero();
        assertThat(answer.path("left").asInt()).isZero();
        assertThat(payment(api, invoice).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(api.post("/v1/admin/payments/reconcile", "")
                        .expect(200)
                        .body()
                        .path("asked")
                        .asInt())
                .isZero();
        assertThat(api.all("/v1/audit-logs?entity_type=admin_action")).hasSize(2);
    }

    private static JsonNode payment(Api api, String invoice) {
        return api.all("/v1/payments?invoice_id=" + invoice).getFirst();
    }

    @Test
    void deadLettersOfEnabledEndpointsAreSentAgain() {
        var api = newTenant();
        try (var receiver = new HookReceiver()) {
            var endpoint = new Hooks(api).register(receiver, "account.created").id();
            var disabled = new Hooks(api)
                    .register("http://127.0.0.1:9/gone", "account.created")
                    .id();
            api.account("UTC");
            await().until(() -> receiver.messages().size() == 1);
            die(endpoint);
            api.patch("/v1/webhook-endpoints/" + disabled, "{\"enabled\": false}")
                    .expect(200);

            assertThat(redeliver(api, "")).isEqualTo(1);

            await().until(() -> receiver.messages().size() == 2);
            assertThat(redeliver(api, "{\"endpoint_id\": \"" + endpoint + "\"}"))
                    .isZero();
            api.post("/v1/admin/webhook-deliveries/redeliver", "{\"endpoint_id\": \"" + disabled + "\"}")
                    .expectProblem(409, "webhook_endpoint_disabled");
            assertThat(actionsOn(api, endpoint)).startsWith("webhook_endpoint.replayed");
        }
    }

    private void die(String endpoint) {
        owner().sql(
                        "update webhook_delivery set status = 'DEAD', dead_reason = 'ATTEMPTS_EXHAUSTED', next_attempt_at = null, finished_at = now() where endpoint_id = :id::uuid")
                .param("id", endpoint)
                .update();
    }

    private static int redeliver(Api api, String body) {
        return api.post("/v1/admin/webhook-deliveries/redeliver", body)
                .expect(202)
                .body()
                .path("messages")
                .asInt();
    }

    @Test
    void workersRestUntilTheyAreResumed() {
        var api = newTenant();
        var operator = api.as(OPERATOR_KEY);
        var subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("id");
        TestTenants.setClock(owner(), TestTenants.tenantOf(owner(), api.key()), Instant.parse("2026-02-01T00:00:00Z"));
        try {
            var paused = operator.post(
                            "/v1/admin/workers/pause", "{\"workers\": [\"billing\"], \"reason\": \"upgrade\"}")
                    .expect(200)
                    .body();
            assertThat(worker(paused, "billing").path("reason").asString()).isEqualTo("upgrade");
            assertThat(worker(paused, "billing").path("paused_by").asString()).isEqualTo("operator");
            assertThat(worker(paused, "mail").path("paused").asBoolean()).isFalse();
            rests("billing");

            billing.bill();
            assertThat(api.invoicesOf(subscription)).hasSize(1);
            // What somebody asks for is no work of theirs.
            api.post("/v1/admin/subscriptions/" + subscription + "/bill", "").expect(200);
            assertThat(api.invoicesOf(subscription)).hasSize(2);
        } finally {
            operator.post("/v1/admin/workers/resume", "").expect(200);
        }
        await().atMost(Duration.ofSeconds(3)).until(() -> ticks.mayGoOn("billing"));
        TestTenants.setClock(owner(), TestTenants.tenantOf(owner(), api.key()), Instant.parse("2026-03-01T00:00:00Z"));
        billing.bill();
        assertThat(api.invoicesOf(subscription)).hasSize(3);

        var log = operator.all("/v1/admin/actions");
        assertThat(log.get(0).path("action").asString()).isEqualTo("workers.resumed");
        assertThat(log.get(1).path("action").asString()).isEqualTo("workers.paused");
        assertThat(log.get(1).path("detail").path("reason").asString()).isEqualTo("upgrade");
    }

    private void rests(String worker) {
        await().atMost(Duration.ofSeconds(3)).until(() -> !ticks.mayGoOn(worker));
    }

    private static JsonNode worker(JsonNode answer, String name) {
        return answer.path("data").values().stream()
                .filter(worker -> worker.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allWorkersRestWhenNoneIsNamed() {
        var operator = newTenant().as(OPERATOR_KEY);
        try {
            operator.post("/v1/admin/workers/pause", "{\"reason\": \"drain\"}").expect(200);
            WorkerPauses.NAMES.forEach(this::rests);
            assertThat(ticks.mayGoOn("metrics")).isTrue();
        } finally {
            operator.post("/v1/admin/workers/resume", "").expect(200);
        }
        await().atMost(Duration.ofSeconds(3))
                .until(() -> WorkerPauses.NAMES.stream().allMatch(ticks::mayGoOn));
    }

    @Test
    void refusesWorkersThatThereAreNotAndPausesWithoutAReason() {
        var operator = newTenant().as(OPERATOR_KEY);

        operator.post("/v1/admin/workers/pause", "{\"workers\": [\"biling\"], \"reason\": \"x\"}")
                .expectProblem(422, "validation_failed")
                .expectField("workers");
        operator.post("/v1/admin/workers/pause", "{\"workers\": [], \"reason\": \"x\"}")
                .expectProblem(422, "validation_failed")
                .expectField("workers");
        operator.post("/v1/admin/workers/pause", "{\"workers\": [\"billing\"]}")
                .expectProblem(422, "validation_failed")
                .expectField("reason");
        operator.get("/v1/admin/gateway-events?limit=0").expectProblem(400, "invalid_parameter");
    }

    @Test
    void parkedEventsOfTheGatewayAreWorkedOffAgain() {
        var operator = newTenant().as(OPERATOR_KEY);
        var id = "evt_" + UUID.randomUUID();
        owner().sql("""
                        insert into gateway_event (gateway, id, type, object_id, found_by, status, detail, tries, happened_at)
                        values ('stripe', :id, 'payment_intent.succeeded', 'pi_1', 'CALLBACK', 'PARKED', 'gateway down', 20, now())
                        """).param("id", id).update();
        try {
            assertThat(operator.get("/v1/admin/gateway-events?limit=100")
                            .expect(200)
                            .body()
                            .path("data")
                            .toString())
                    .contains(id, "gateway down");

            assertThat(operator.post("/v1/admin/gateway-events/retry", "{\"ids\": [\"" + id + "\", \"evt_none\"]}")
                            .expect(202)
                            .body()
                            .path("events")
                            .asInt())
                    .isEqualTo(1);

            assertThat(owner().sql("select status || tries from gateway_event where id = :id")
                            .param("id", id)
                            .query(String.class)
                            .single())
                    .isEqualTo("PENDING0");
            assertThat(operator.all("/v1/admin/actions")
                            .getFirst()
                            .path("action")
                            .asString())
                    .isEqualTo("gateway_events.retried");
        } finally {
            owner().sql("delete from gateway_event where id = :id")
                    .param("id", id)
                    .update();
        }
    }

    @Test
    void aTenantsAdminDoesNothingToTheService() {
        var api = newTenant();

        api.get("/v1/admin/workers").expectProblem(403, "insufficient_scope");
        api.post("/v1/admin/workers/pause", "{\"reason\": \"x\"}").expectProblem(403, "insufficient_scope");
        api.get("/v1/admin/actions").expectProblem(403, "insufficient_scope");
        api.as(OPERATOR_KEY).get("/v1/admin/parked-subscriptions").expectProblem(403, "insufficient_scope");
    }
}
