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

/** Thresholds of usage are told of once in each period. Of calls a hundred are free, the rest cost two cents each. */
class UsageAlertsScenarioIT extends PerennialIT {
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
                  {"code": "disk", "type": "USAGE", "metric": "disk", "aggregation": "MAX", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""").expect(201);
        subscription = api.subscribe(api.accountPayingBy("pm_card_visa"), "metered")
                .expect(201)
                .text("id");
    }

    private void use(long quantity) {
        report(quantity).expect(202);
    }

    private Api.Answer report(long quantity) {
        return api.post("/v1/usage", """
                {"subscription_id": "%s", "metric": "calls", "quantity": %d, "idempotency_key": "k%d"}""".formatted(subscription, quantity, keys++));
    }

    private Api.Answer alert(String threshold) {
        return api.post(
                "/v1/subscriptions/" + subscription + "/usage-alerts", "{\"metric\": \"calls\", " + threshold + "}");
    }

    private List<JsonNode> reached() {
        return api.get("/v1/events?type=usage.threshold_reached").expect(200).body().path("data").values().stream()
                .map(event -> event.path("data").path("object"))
                .toList();
    }

    private void awaitReached(int times) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reached()).hasSize(times));
    }

    @Test
    void isToldOfOncePerPeriod() {
        var percent = alert("\"percent_of_included\": \"80\"").expect(201);
        alert("\"quantity\": \"150\"").expect(201);
        alert("\"amount\": 200").expect(201);
        assertThat(percent.body().path("last_reached").isNull()).isTrue();

        use(79);
        use(1);
        awaitReached(1);
        assertThat(reached().getFirst().path("id").asString()).isEqualTo(percent.text("id"));
        assertThat(reached().getFirst().path("last_reached").path("quantity").asString())
                .isEqualTo("80");
        use(70);
        awaitReached(2);
        use(50);
        awaitReached(3);
        assertThat(reached().getFirst().path("last_reached").path("amount").asLong())
                .isEqualTo(200);
        use(1000);

        api.advanceTo("2026-02-01T00:00:00Z");
        use(80);
        awaitReached(4);
        assertThat(api.get("/v1/subscriptions/" + subscription + "/usage-alerts")
                        .expect(200)
                        .body()
                        .path("data")
                        .values())
                .extracting(
                        alert -> alert.path("last_reached").path("period_start").asString())
                .containsExactly("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
    }

    @Test
    void mayBeReachedWhenItIsMade() {
        use(100);
        var alert = alert("\"quantity\": 100").expect(201);

        assertThat(alert.body().path("last_reached").path("quantity").asString())
                .isEqualTo("100");
        assertThat(reached()).hasSize(1);
    }

    @Test
    void countsAReportThatIsUnderWayWhenItIsMade() throws Exception {
        try (var held = HeldRow.ofSubscription(subscription)) {
            var used = held.letWait(() -> report(100));
            var alert = held.letWait(() -> alert("\"quantity\": 100"));
            held.release();
            used.get().expect(202);

            assertThat(alert.get()
                            .expect(201)
                            .body()
                            .path("last_reached")
                            .path("quantity")
                            .asString())
                    .isEqualTo("100");
        }
    }

    @Test
    void isKnownToAReportThatComesWhileItIsMade() throws Exception {
        try (var held = HeldRow.ofSubscription(subscription)) {
            var alert = held.letWait(() -> alert("\"quantity\": 100"));
            var used = held.letWait(() -> report(100));
            held.release();
            used.get().expect(202);

            assertThat(alert.get().expect(201).body().path("last_reached").isNull())
                    .isTrue();
            awaitReached(1);
        }
    }

    @Test
    void isGoneOnceItIsDeleted() {
        var id = alert("\"quantity\": 100").expect(201).text("id");
        api.delete("/v1/usage-alerts/" + id).expect(204);
        api.delete("/v1/usage-alerts/" + id).expectProblem(404, "usage_alert_not_found");

        assertThat(api.get("/v1/subscriptions/" + subscription + "/usage-alerts")
                        .expect(200)
                        .body()
                        .path("data")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void badThresholdsAreRefused() {
        alert("\"quantity\": 1, \"amount\": 1")
                .expectProblem(422, "validation_failed")
                .expectField("quantity");
        alert("\"quantity\": null").expectProblem(422, "validation_failed").expectField("quantity");
        alert("\"quantity\": 0").expectProblem(422, "validation_failed").expectField("quantity");
        alert("\"amount\": 0").expectProblem(422, "validation_failed").expectField("amount");
        api.post(
                        "/v1/subscriptions/" + subscription + "/usage-alerts",
                        "{\"metric\": \"disk\", \"percent_of_included\": 80}")
                .expectProblem(422, "validation_failed")
                .expectField("percent_of_included");
        api.post("/v1/subscriptions/" + subscription + "/usage-alerts", "{\"metric\": \"cpu\", \"quantity\": 80}")
                .expectProblem(422, "validation_failed")
                .expectField("metric");
    }

    @Test
    void whatWasUsedAndWhatItCostsSoFarIsShown() {
        use(150);
        var totals = api.get("/v1/subscriptions/" + subscription + "/usage?metric=calls")
                .expect(200)
                .body()
                .path("totals");

        assertThat(totals.size()).isEqualTo(1);
        assertThat(totals.path(0).toString()).isEqualTo("""
                {"metric":"calls","charge_code":"calls","aggregation":"SUM","quantity":"150","events":1,"included":"100",\
                "currency":"USD","amount":100,"period_start":"2026-01-01T00:00:00Z","period_end":"2026-02-01T00:00:00Z"}\
                """);
    }
}
