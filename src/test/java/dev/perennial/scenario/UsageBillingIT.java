package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** From an event over HTTP to a line on an invoice. A call costs two cents, the first hundred of a period nothing. */
class UsageBillingIT extends PerennialIT {
    private Api api;
    private String account;
    private String subscription;
    private int keys;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan("metered", "2");
        plan("pro", "3");
        subscription = api.subscribe(account, "metered").expect(201).text("id");
    }

    private void plan(String code, String price) {
        api.post("/v1/plans", """
                {"code": "%s", "name": "%s", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "3100"}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "%s", "free_units": "100"}]}]}""".formatted(code, code, price)).expect(201);
    }

    private Api.Answer use(long quantity, String timestamp) {
        return api.post("/v1/usage", """
                {"subscription_id": "%s", "metric": "calls", "quantity": %d, "timestamp": "%s", "idempotency_key": "k%d"}""".formatted(subscription, quantity, timestamp, keys++));
    }

    private List<String> usageLines() {
        return api.invoicesOf(subscription).stream()
                .flatMap(invoice -> invoice.path("lines").values().stream())
                .filter(line -> line.path("type").asString().equals("USAGE"))
                .map(line -> "%s %s %s"
                        .formatted(
                                line.path("quantity").asString(),
                                line.path("amount").asLong(),
                                line.path("period_start").asString().substring(5, 10) + "-"
                                        + line.path("period_end").asString().substring(5, 10)))
                .toList();
    }

    @Test
    void usageIsBilledWhenItsPeriodIsOver() {
        api.advanceTo("2026-01-20T12:00:00Z");
        use(150, "2026-01-05T08:00:00Z").expect(202);
        use(70, "2026-01-20T12:00:00Z").expect(202);
        var upcoming = api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                .expect(200)
                .body();
        assertThat(upcoming.path("total").asLong()).isEqualTo(3100 + 240);

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("220 240 01-01-02-01");
        assertThat(api.invoicesOf(subscription)
                        .getLast()
                        .path("lines")
                        .path(1)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("(220 - 100 free) × 2 = 240");

        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(usageLines()).hasSize(1);
    }

    /** What comes too late to be billed is refused in the open. */
    @Test
    void usageOfABilledPeriodIsRefused() {
        api.advanceTo("2026-02-01T00:00:00Z");
        use(500, "2026-01-31T23:59:59Z").expectProblem(422, "validation_failed").expectField("timestamp");
        use(500, "2026-02-01T00:00:00Z").expect(202);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("500 800 02-01-03-01");
    }

    @Test
    void aNewPlanCountsFromItsDayAndANewQuantityChangesNothing() {
        api.advanceTo("2026-01-11T12:00:00Z");
        use(130, "2026-01-05T08:00:00Z").expect(202);
        use(10, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"quantity\": 2}")
                .expect(200);
        assertThat(usageLines()).isEmpty();
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"pro\"}")
                .expect(200);
        assertThat(usageLines()).containsExactly("130 60 01-01-01-11");
        use(5, "2026-01-10T23:00:00Z").expectProblem(422, "validation_failed").expectField("timestamp");
        use(200, "2026-01-11T12:00:00Z").expect(202);

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("130 60 01-01-01-11", "210 330 01-11-02-01");
    }

    @Test
    void anEndBillsWhatWasUsed() {
        api.advanceTo("2026-01-11T12:00:00Z");
        use(150, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                .expect(200);

        assertThat(usageLines()).containsExactly("150 100 01-01-01-12");
        use(1, "2026-01-11T09:00:00Z").expectProblem(422, "validation_failed").expectField("subscription_id");
    }

    @Test
    void aPauseBillsWhatWasUsedBeforeItWhenItEnds() {
        use(150, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-01-11T12:00:00Z");
        api.post("/v1/subscriptions/" + subscription + "/pause", "{}").expect(200);
        api.advanceTo("2026-01-15T12:00:00Z");
        use(1, "2026-01-15T08:00:00Z").expectProblem(422, "validation_failed").expectField("timestamp");
        use(50, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/resume", "").expect(200);

        assertThat(usageLines()).containsExactly("200 200 01-01-01-12");
    }
}
