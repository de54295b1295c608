package dev.perennial.scenario;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Pauses, and trials that change. The clock stands at 1 January 2026; January costs 100 a day. */
class PausesAndTrialsScenarioIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("team", 3100);
    }

    private String sell(String more) {
        return api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"team\"%s}".formatted(account, more))
                .expect(201)
                .text("id");
    }

    private Api.Answer post(String subscription, String action, String json) {
        return api.post("/v1/subscriptions/" + subscription + "/" + action, json);
    }

    private JsonNode read(String subscription) {
        return api.get("/v1/subscriptions/" + subscription).expect(200).body();
    }

    private List<String> invoices(String subscription) {
        return api.invoicesOf(subscription).stream()
                .map(invoice -> invoice.path("period_start").asString().substring(0, 10) + " "
                        + invoice.path("period_end").asString().substring(0, 10) + " "
                        + invoice.path("total").asLong())
                .toList();
    }

    @Test
    void isNotBilledWhilePausedAndCreditsTheRestWhenResumed() {
        var subscription = sell("");
        api.advanceTo("2026-01-10T15:00:00Z");
        var paused = post(subscription, "pause", "{}").expect(200);
        assertThat(paused.text("status")).isEqualTo("PAUSED");
        assertThat(paused.text("paused_at")).isEqualTo("2026-01-10T15:00:00Z");
        api.advanceTo("2026-03-05T08:00:00Z");
        assertThat(invoices(subscription)).hasSize(1);

        var resumed = post(subscription, "resume", "").expect(200);

        // The 10th is used; 21 of 31 days come back.
        assertThat(resumed.text("status")).isEqualTo("ACTIVE");
        assertThat(resumed.body().path("paused_at").isNull()).isTrue();
        assertThat(resumed.text("current_period_start")).isEqualTo("2026-03-05T00:00:00Z");
        assertThat(resumed.text("current_period_end")).isEqualTo("2026-04-05T00:00:00Z");
        assertThat(invoices(subscription)).containsExactly("2026-01-01 2026-02-01 3100", "2026-03-05 2026-04-05 1000");
        api.advanceTo("2026-05-05T00:00:00Z");
        assertThat(invoices(subscription)).endsWith("2026-04-05 2026-05-05 3100", "2026-05-05 2026-06-05 3100");
        assertThat(api.all("/v1/events?type=subscription.paused")).hasSize(1);
        assertThat(api.all("/v1/events?type=subscription.resumed")).hasSize(1);
    }

    @Test
    void resumesOnItsOwn() {
        var subscription = sell("");
        api.advanceTo("2026-01-10T15:00:00Z");
        post(subscription, "pause", "{\"resume_at\": \"2026-02-20T00:00:00Z\"}").expect(200);
        assertThat(api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                        .body()
                        .path("total")
                        .asLong())
                .isEqualTo(1000);

        var report = api.advanceTo("2026-02-25T00:00:00Z");

        assertThat(report.path("invoices_created").asInt()).isEqualTo(1);
        assertThat(read(subscription).path("status").asString()).isEqualTo("ACTIVE");
        assertThat(invoices(subscription)).endsWith("2026-02-20 2026-03-20 1000");
    }

    @Test
    void tellsThreeDaysBeforeATrialEndsAndAgainWhenItIsMoved() {
        var subscription = sell(", \"trial_days\": 14");

        api.advanceTo("2026-01-11T23:59:59Z");
        assertThat(trialEndings(subscription)).isEmpty();
        api.advanceTo("2026-01-13T00:00:00Z");
        assertThat(trialEndings(subscription)).containsExactly("2026-01-12T00:00:00Z about 2026-01-15T00:00:00Z");
        post(subscription, "trial", "{\"trial_end\": \"2026-02-01T00:00:00Z\"}").expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(read(subscription).path("status").asString()).isEqualTo("ACTIVE");
        assertThat(trialEndings(subscription))
                .containsExactly(
                        "2026-01-29T00:00:00Z about 2026-02-01T00:00:00Z",
                        "2026-01-12T00:00:00Z about 2026-01-15T00:00:00Z");
    }

    @Test
    void tellsOfAShortTrialAtOnceAndOfAPausedOneWhenItGoesOn() {
        var brief = sell(", \"trial_days\": 2");
        var paused = sell(", \"trial_days\": 14");
        post(paused, "pause", "{}").expect(200);

        api.advanceTo("2026-01-01T00:00:01Z");
        assertThat(trialEndings(brief)).containsExactly("2026-01-01T00:00:00Z about 2026-01-03T00:00:00Z");
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(trialEndings(paused)).isEmpty();
        post(paused, "resume", "").expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(trialEndings(paused)).containsExactly("2026-02-11T00:00:00Z about 2026-02-14T00:00:00Z");
    }

    private List<String> trialEndings(String subscription) {
        return api.all("/v1/events?type=subscription.trial_ending&object_id=" + subscription).stream()
                .map(event -> event.path("created_at").asString() + " about "
                        + event.path("data").path("object").path("trial_end").asString())
                .toList();
    }

    @Test
    void pausedAndResumedOnOneDayIsBilledForThatDayOnce() {
        var subscription = sell("");
        api.advanceTo("2026-01-10T08:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        api.advanceTo("2026-01-10T18:00:00Z");
        post(subscription, "resume", "").expect(200);

        assertThat(invoices(subscription)).endsWith("2026-01-10 2026-02-10 900");
    }

    @Test
    void changesWhilePausedCountFromTheResumption() {
        api.monthlyPlan("business", 6200);
        var subscription = sell("");
        api.advanceTo("2026-01-10T15:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        post(subscription, "change", "{\"plan_code\": \"business\"}").expect(200);
        assertThat(invoices(subscription)).hasSize(1);
        assertThat(read(subscription).path("status").asString()).isEqualTo("PAUSED");
        api.advanceTo("2026-01-20T00:00:00Z");
        post(subscription, "resume", "").expect(200);

        assertThat(invoices(subscription)).endsWith("2026-01-20 2026-02-20 4100");
    }

    @Test
    void aPausedSubscriptionCanEnd() {
        var subscription = sell("");
        api.advanceTo("2026-01-10T15:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        api.advanceTo("2026-06-01T00:00:00Z");

        post(subscription, "cancel", "{}").expectProblem(409, "subscription_paused");
        post(subscription, "cancel", "{\"at\": \"NOW\"}").expect(200);

        assertThat(api.get("/v1/accounts/" + account)
                        .body()
                        .path("credit_balance")
                        .asLong())
                .isEqualTo(2100);
    }

    @Test
    void refusesWhatCannotBePausedOrResumed() {
        var subscription = sell("");
        post(subscription, "resume", "").expectProblem(409, "subscription_not_paused");
        post(subscription, "pause", "{\"resume_at\": \"2025-01-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed")
                .expectField("resume_at");
        post(subscription, "pause", "").expect(200);
        post(subscription, "pause", "").expectProblem(409, "subscription_not_pausable");
        var ending = sell("");
        post(ending, "cancel", "{}").expect(200);
        post(ending, "pause", "").expectProblem(409, "subscription_cancelling");
        var future = sell(", \"start_at\": \"2026-05-01T00:00:00Z\"");
        post(future, "pause", "").expectProblem(409, "subscription_not_pausable");
    }

    @Test
    void aTrialKeepsWhatWasLeftOfItThroughAPause() {
        var subscription = sell(", \"trial_days\": 14");
        api.advanceTo("2026-01-04T12:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        api.advanceTo("2026-02-01T12:00:00Z");
        assertThat(invoices(subscription)).isEmpty();

        var resumed = post(subscription, "resume", "").expect(200);

        // Four of fourteen days were used.
        assertThat(resumed.text("status")).isEqualTo("TRIALING");
        assertThat(resumed.text("trial_end")).isEqualTo("2026-02-11T00:00:00Z");
        api.advanceTo("2026-02-11T00:00:00Z");
        assertThat(invoices(subscription)).containsExactly("2026-02-11 2026-03-11 3100");
    }

    @Test
    void aTrialCanBeExtendedCutShortAndEnded() {
        var subscription = sell(", \"trial_days\": 14");
        var extended = post(subscription, "trial", "{\"trial_end\": \"2026-02-01T00:00:00Z\"}")
                .expect(200);
        assertThat(extended.text("trial_end")).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(extended.text("current_period_end")).isEqualTo("2026-02-01T00:00:00Z");
        post(subscription, "trial", "{\"trial_end\": \"2026-01-20T00:00:00Z\"}").expect(200);
        api.advanceTo("2026-01-16T10:00:00Z");
        assertThat(invoices(subscription)).isEmpty();

        var ended = post(subscription, "trial", "{}").expect(200);

        assertThat(ended.text("status")).isEqualTo("ACTIVE");
        assertThat(invoices(subscription)).containsExactly("2026-01-16 2026-02-16 3100");
        api.advanceTo("2026-02-16T00:00:00Z");
        assertThat(invoices(subscription)).endsWith("2026-02-16 2026-03-16 3100");
    }

    /** Stripe's example: bills on the 23rd; on the 15th a trial until 1 August. */
    @Test
    void aTrialOnAPaidSubscriptionSkipsBillingUntilItEnds() {
        api.advanceTo("2026-06-23T00:00:00Z");
        var free = sell("");
        var credited = sell("");
        api.advanceTo("2026-07-15T10:00:00Z");
        var onTrial = post(free, "trial", "{\"trial_end\": \"2026-08-01T00:00:00Z\", \"unused_time\": \"NONE\"}")
                .expect(200);
        assertThat(onTrial.text("status")).isEqualTo("TRIALING");
        post(credited, "trial", "{\"trial_end\": \"2026-08-01T00:00:00Z\"}").expect(200);
        api.advanceTo("2026-07-31T00:00:00Z");
        assertThat(invoices(free)).containsExactly("2026-06-23 2026-07-23 3100", "2026-07-15 2026-08-01 0");
        assertThat(invoices(credited)).containsExactly("2026-06-23 2026-07-23 3100", "2026-07-15 2026-08-01 -827");

        api.advanceTo("2026-08-01T00:00:00Z");
        assertThat(invoices(free)).endsWith("2026-08-01 2026-09-01 3100");
        assertThat(read(free).path("status").asString()).isEqualTo("ACTIVE");
    }

    @Test
    void refusesTrialsThatCannotBe() {
        var paid = sell("");
        post(paid, "trial", "{}").expectProblem(409, "trial_not_changeable");
        post(paid, "trial", "{\"trial_end\": \"2025-12-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed")
                .expectField("trial_end");
        post(paid, "trial", "{\"trial_end\": \"2036-12-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed")
                .expectField("trial_end");
        var scheduled = sell(", \"start_at\": \"2026-05-01T00:00:00Z\"");
        post(scheduled, "trial", "{\"trial_end\": \"2026-05-10T00:00:00Z\"}")
                .expectProblem(409, "trial_not_changeable");
    }

    /** Ten days of three seats at 310 a month, by the month they were used in, though the plan is yearly by then. */
    @Test
    void anIntervalChangedWhilePausedLeavesThePastAsItWas() {
        for (var interval : List.of("MONTH", "YEAR")) {
            api.post("/v1/plans", """
                    {"code": "seats-%s", "name": "Seats", "interval": "%s", "charges": [
                      {"code": "seats", "type": "RECURRING", "timing": "IN_ARREARS", "model": "PER_UNIT",
                       "prices": [{"currency": "USD", "unit_amount": "310"}]}]}""".formatted(interval.toLowerCase(Locale.ROOT), interval))
                    .expect(201);
        }
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "seats-month", "quantity": 3}""".formatted(account))
                .expect(201)
                .text("id");
        api.advanceTo("2026-01-10T15:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        post(subscription, "change", "{\"plan_code\": \"seats-year\"}").expect(200);
        api.advanceTo("2026-03-05T08:00:00Z");
        post(subscription, "resume", "").expect(200);

        assertThat(invoices(subscription)).containsExactly("2026-03-05 2027-03-05 300");
    }

    @Test
    void previewsOfThePausedAreWhatTheResumptionBills() {
        api.monthlyPlan("business", 6200);
        var subscription = sell("");
        api.advanceTo("2026-01-10T15:00:00Z");
        post(subscription, "pause", "{\"resume_at\": \"2026-03-05T00:00:00Z\"}").expect(200);
        var change = "{\"plan_code\": \"business\", \"effective\": \"PERIOD_END\"}";
        var preview = post(subscription, "change/preview", change).expect(200).body();
        post(subscription, "change", change).expect(200);
        api.advanceTo("2026-03-05T00:00:00Z");

        assertThat(preview.path("total").asLong()).isEqualTo(4100);
        assertThat(invoices(subscription)).endsWith("2026-03-05 2026-04-05 4100");
        assertThat(read(subscription).path("plan").path("code").asString()).isEqualTo("business");
    }

    @Test
    void aTrialPausedAndResumedOnOneDayLosesNothing() {
        var subscription = sell(", \"trial_days\": 14");
        api.advanceTo("2026-01-05T12:00:00Z");
        post(subscription, "pause", "{}").expect(200);
        api.advanceTo("2026-01-05T15:00:00Z");

        assertThat(post(subscription, "resume", "").expect(200).text("trial_end"))
                .isEqualTo("2026-01-15T00:00:00Z");
    }

    @Test
    void aTrialUntilTonightIsNone() {
        var paid = sell("");
        post(paid, "trial", "{\"trial_end\": \"2026-01-01T18:00:00Z\"}")
                .expectProblem(422, "validation_failed")
                .expectField("trial_end");
        post(paid, "trial", "{\"trial_end\": \"2026-01-05T00:00:00Z\"}").expect(200);
        post(paid, "trial", "{}").expectProblem(409, "trial_not_changeable");
        api.advanceTo("2026-01-05T00:00:00Z");
        assertThat(invoices(paid))
                .containsExactly(
                        "2026-01-01 2026-02-01 3100", "2026-01-01 2026-01-05 -3100", "2026-01-05 2026-02-05 3100");
    }
}
