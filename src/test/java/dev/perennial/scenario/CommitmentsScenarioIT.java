package dev.perennial.scenario;

import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** A plan of 30.00 and 2 cents a call that comes to 50.00 a month at least, 6.00 of it by calls. */
class CommitmentsScenarioIT extends PerennialIT {

    private static String sell(Api api, String more) {
        api.post("/v1/plans", """
                        {"code": "committed", "name": "Committed", "interval": "MONTH", %s
                         "minimum_commitments": [{"currency": "USD", "amount": 5000}], "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 3000}]},
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "minimum_commitments": [{"currency": "USD", "amount": 600}],
                           "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""".formatted(more)).expect(201);
        return api.subscribe(api.accountPayingBy("pm_card_visa"), "committed")
                .expect(201)
                .text("id");
    }

    private static void use(Api api, String subscription, int calls, String at, String key) {
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": %d, "timestamp": "%s", "idempotency_key": "%s"}""".formatted(subscription, calls, at, key)).expect(202);
    }

    private static List<String> lines(JsonNode invoice) {
        return StreamSupport.stream(invoice.path("lines").spliterator(), false)
                .map(line -> line.path("type").asString() + " "
                        + line.path("charge_code").asString("-") + " "
                        + line.path("amount").asLong())
                .toList();
    }

    @Test
    void thePreviewAndTheInvoiceTopUpAlike() {
        var api = newTenant();
        var subscription = sell(api, "");
        use(api, subscription, 100, "2026-01-01T00:00:00Z", "a");

        var upcoming = api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                .expect(200);
        api.advanceTo("2026-02-01T00:00:00Z");
        var renewal = api.invoicesOf(subscription).getLast();

        assertThat(lines(renewal))
                .containsExactly(
                        "RECURRING base 3000",
                        "USAGE calls 200",
                        "MINIMUM_COMMITMENT calls 400",
                        "MINIMUM_COMMITMENT - 1400")
                .isEqualTo(lines(upcoming.body()));
        assertThat(renewal.path("total").asLong()).isEqualTo(5_000);
        assertThat(renewal.path("lines").get(3).path("period_start").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(renewal.path("lines")
                        .get(3)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("5000; less 3600 billed = 1400");
    }

    @Test
    void usageReportedLateTakesThePlaceOfWhatWasMissing() {
        var api = newTenant();
        var subscription = sell(api, "");
        use(api, subscription, 100, "2026-01-01T00:00:00Z", "a");
        api.advanceTo("2026-02-01T00:00:00Z");
        use(api, subscription, 400, "2026-01-20T00:00:00Z", "late");
        use(api, subscription, 1_500, "2026-02-01T00:00:00Z", "february");

        api.advanceTo("2026-03-01T00:00:00Z");
        var march = api.invoicesOf(subscription).getLast();

        // January was 3000 + 200 + 400 + 1400; with 800 more of calls it lacks 1000 and nothing of calls.
        assertThat(lines(march))
                .containsExactly(
                        "RECURRING base 3000",
                        "USAGE calls 3000",
                        "USAGE calls 800",
                        "MINIMUM_COMMITMENT calls -400",
                        "MINIMUM_COMMITMENT - -400");
    }

    @Test
    void aDraftThatWaitsForUsageIsToppedUpWhenItIsFinal() {
        var api = newTenant();
        var subscription = sell(api, "\"usage_grace_hours\": 24,");
        use(api, subscription, 100, "2026-01-01T00:00:00Z", "a");
        api.advanceTo("2026-02-01T00:00:00Z");
        var draft = api.invoicesOf(subscription).getLast();
        use(api, subscription, 400, "2026-01-20T00:00:00Z", "late");

        api.advanceTo("2026-02-02T00:00:00Z");
        var open = api.invoicesOf(subscription).getLast();

        assertThat(lines(draft)).contains("MINIMUM_COMMITMENT calls 400", "MINIMUM_COMMITMENT - 1400");
        assertThat(lines(open)).containsExactly("RECURRING base 3000", "USAGE calls 1000", "MINIMUM_COMMITMENT - 1000");
        assertThat(open.path("total").asLong()).isEqualTo(5_000);
    }

    @Test
    void aChangeOfPlanAndAnEndAreHeldToTheirParts() {
        var api = newTenant();
        var subscription = sell(api, "");
        api.monthlyPlan("other", 3_000);
        api.advanceTo("2026-01-11T00:00:00Z");

        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"other\"}")
                .expect(200);
        var change = api.invoicesOf(subscription).getLast();

        // Ten of 31 days: calls 194 of 600; the plan 1613 of 5000, less 968 of the base and those 194.
        assertThat(lines(change)).containsExactly("MINIMUM_COMMITMENT calls 194", "MINIMUM_COMMITMENT - 451");

        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"committed\"}")
                .expect(200);
        api.advanceTo("2026-01-20T00:00:00Z");
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        // 11 to 20 January: calls 193; the plan 1613 less those, and 968 of the base.
        var end = api.invoicesOf(subscription).getLast();
        assertThat(lines(end)).contains("MINIMUM_COMMITMENT calls 193", "MINIMUM_COMMITMENT - 452");
    }

    @Test
    void aPlanWithoutALeastInTheCurrencyIsNotPricedInIt() {
        var api = newTenant();
        api.post("/v1/plans", """
                        {"code": "half", "name": "Half", "interval": "MONTH", "minimum_commitments": [{"currency": "EUR", "amount": 1}],
                         "charges": [{"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [
                          {"currency": "USD", "amount": 1}, {"currency": "EUR", "amount": 1}]}]}""").expect(201);

        var refused = api.subscribe(api.account("UTC"), "half").expectProblem(422, "validation_failed");

        assertThat(refused.body().path("errors").get(0).path("code").asString()).isEqualTo("currency_not_priced");
        api.post("/v1/plans", """
                        {"code": "bad", "name": "Bad", "interval": "MONTH", "minimum_commitments": [{"currency": "ZZZ", "amount": 1}],
                         "charges": [{"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}],
                          "minimum_commitments": [{"currency": "USD", "amount": 1}]}]}""")
                .expectProblem(422, "validation_failed")
                .expectField("minimum_commitments[0].currency")
                .expectField("charges[0].minimum_commitments");
    }
}
