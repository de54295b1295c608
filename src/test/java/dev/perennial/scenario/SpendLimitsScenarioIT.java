package dev.perennial.scenario;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What usage may cost in a period. Of calls a hundred are free and the rest cost two cents each; a build costs a
 * dollar.
 */
class SpendLimitsScenarioIT extends PerennialIT {
    private Api api;
    private String subscription;
    private int keys;

    @BeforeEach
    void subscribe() {
        api = newTenant();
        api.post("/v1/plans", """
                {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "2", "free_units": "100"}]},
                  {"code": "builds", "type": "USAGE", "metric": "builds", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "100"}]}]}""").expect(201);
        subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), "metered")
                .expect(201)
                .text("id");
    }

    private String event(String metric, long quantity, String more) {
        return """
                {"subscription_id": "%s", "metric": "%s", "quantity": %d, "idempotency_key": "k%d"%s}""".formatted(subscription, metric, quantity, keys++, more);
    }

    private Api.Answer use(String metric, long quantity) {
        return api.post("/v1/usage", event(metric, quantity, ""));
    }

    private Api.Answer limit(long amount, String action) {
        return api.put(path(), "{\"amount\": %d, \"currency\": \"USD\", \"action\": \"%s\"}".formatted(amount, action));
    }

    private String path() {
        return "/v1/subscriptions/" + subscription + "/spend-limit";
    }

    private JsonNode limit() {
        return api.get(path()).expect(200).body();
    }

    private List<JsonNode> reached() {
        return api.get("/v1/events?type=usage.spend_limit_reached").expect(200).body().path("data").values().stream()
                .map(event -> event.path("data").path("object"))
                .toList();
    }

    private void awaitSpent(boolean spent) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(limit().path("spent_until").isNull()).isEqualTo(!spent));
    }

    @Test
    void countsAReportThatIsUnderWayWhenItIsSet() throws Exception {
        try (var held = HeldRow.ofSubscription(subscription)) {
            var used = held.letWait(() -> use("builds", 5));
            var set = held.letWait(() -> limit(500, "REFUSE_USAGE"));
            held.release();
            used.get().expect(202);

            assertThat(set.get()
                            .expect(200)
                            .body()
                            .path("last_reached")
                            .path("amount")
                            .asLong())
                    .isEqualTo(500);
        }
    }

    @Test
    void refusesEventByEventUntilThePeriodIsOver() {
        limit(500, "REFUSE_USAGE").expect(200);
        use("calls", 249).expect(202);
        use("builds", 2).expect(202);
        // 149 calls for 298 and 200 for builds: two cents are left.
        assertThat(use("calls", 1).expect(202).text("status")).isEqualTo("ACCEPTED");
        awaitSpent(true);

        assertThat(reached()).hasSize(1);
        assertThat(reached().getFirst().path("last_reached").path("amount").asLong())
                .isEqualTo(500);
        use("calls", 1).expectProblem(422, "validation_failed").expectField("subscription_id");
        var batch = api.post(
                        "/v1/usage/batch",
                        "{\"events\": [%s, %s]}"
                                .formatted(
                                        event("calls", 5, ""),
                                        event("calls", 5, ", \"timestamp\": \"2026-02-01T00:00:00Z\"")))
                .expect(200)
                .body();
        assertThat(batch.path("rejected").toString()).contains("spend_limit_reached", "too_far_in_future");

        api.advanceTo("2026-02-01T00:00:00Z");
        use("calls", 1).expect(202);
        var bill = api.invoicesOf(subscription).getFirst();
        assertThat(bill.path("total").asLong()).isEqualTo(500);
        use("builds", 5).expect(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reached()).hasSize(2));
        assertThat(limit().path("spent_from").asString()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void correctionsAndHigherLimitsMakeRoomAgain() {
        limit(300, "REFUSE_USAGE").expect(200);
        use("builds", 3).expect(202);
        awaitSpent(true);

        use("builds", -1).expect(202);
        awaitSpent(false);
        use("builds", 1).expect(202);
        awaitSpent(true);
        assertThat(reached()).as("once per period").hasSize(1);

        assertThat(limit(301, "REFUSE_USAGE")
                        .expect(200)
                        .body()
                        .path("spent_until")
                        .isNull())
                .isTrue();
        use("builds", 1).expect(202);
        awaitSpent(true);
        assertThat(reached()).as("another limit is another one to reach").hasSize(2);
        limit(301, "NOTIFY").expect(200);
        use("builds", 1).expect(202);
        api.delete(path()).expect(204);
        use("builds", 1).expect(202);
        api.delete(path()).expectProblem(404, "spend_limit_not_found");
        api.get(path()).expectProblem(404, "spend_limit_not_found");
        assertThat(api.all("/v1/audit-logs?entity_id=" + auditedId()).stream()
                        .map(entry -> entry.path("action").asString()))
                .contains("spend_limit.created", "spend_limit.changed", "spend_limit.lifted", "spend_limit.deleted");
    }

    private String auditedId() {
        return reached().getFirst().path("id").asString();
    }

    @Test
    void tellsAtOnceWhenItIsReachedAlready() {
        use("builds", 4).expect(202);

        var notified = limit(400, "NOTIFY").expect(200).body();

        assertThat(notified.path("last_reached").path("amount").asLong()).isEqualTo(400);
        assertThat(reached()).hasSize(1);
        assertThat(limit(400, "NOTIFY").expect(200).body()).isEqualTo(notified);
        use("builds", 1).expect(202);
    }

    @Test
    void badLimitsAreRefused() {
        limit(0, "NOTIFY").expectProblem(422, "validation_failed").expectField("amount");
        api.put(path(), "{\"amount\": 5, \"currency\": \"EUR\"}")
                .expectProblem(422, "validation_failed")
                .expectField("currency");
        api.put(path(), "{\"amount\": 5}")
                .expectProblem(422, "validation_failed")
                .expectField("currency");
        limit(5, "EXPLODE").expectProblem(422, "validation_failed").expectField("action");
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        limit(5, "NOTIFY").expectProblem(409, "subscription_cancelled");
        newTenant().get(path()).expectProblem(404, "subscription_not_found");
    }
}
