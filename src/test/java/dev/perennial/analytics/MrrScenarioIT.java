package dev.perennial.analytics;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What subscriptions bring in a month, told by what is done to them over HTTP; before and after figures are added up.
 */
class MrrScenarioIT extends PerennialIT {
    @Autowired
    private AnalyticsTicks ticks;

    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("small", 3100);
        api.monthlyPlan("large", 6200);
    }

    private String subscribe(String plan, String more) {
        return api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"%s\"%s}".formatted(account, plan, more))
                .expect(201)
                .text("id");
    }

    private void tell(String subscription, String action, String json) {
        api.post("/v1/subscriptions/" + subscription + "/" + action, json).expect(200);
    }

    private JsonNode report(String path) {
        return api.get("/v1/analytics/" + path).expect(200).body();
    }

    /** opening, new, expansion, contraction, churn, reactivation, closing */
    private List<Long> month(String start, String end) {
        var piece = report("mrr?from=" + start + "&to=" + end).path("data").get(0);
        return List.of(
                piece.path("opening_mrr").asLong(),
                piece.path("new_mrr").asLong(),
                piece.path("expansion_mrr").asLong(),
                piece.path("contraction_mrr").asLong(),
                piece.path("churned_mrr").asLong(),
                piece.path("reactivated_mrr").asLong(),
                piece.path("closing_mrr").asLong());
    }

    private void countsTheSame() {
        var verification = report("mrr/verify");
        assertThat(verification.path("differences")).isEmpty();
        assertThat(verification.path("subscriptions").asLong()).isPositive();
    }

    @Test
    void followsChangesNowAndAtThePeriodsEnd() {
        var subscription = subscribe("small", "");
        api.advanceTo("2026-01-10T00:00:00Z");
        tell(subscription, "change", "{\"plan_code\": \"large\"}");
        tell(subscription, "change", "{\"plan_code\": \"small\", \"effective\": \"PERIOD_END\"}");

        assertThat(month("2026-01-01", "2026-02-01")).containsExactly(0L, 3100L, 3100L, 0L, 0L, 0L, 6200L);
        api.advanceTo("2026-02-02T00:00:00Z");

        assertThat(month("2026-02-01", "2026-03-01")).containsExactly(6200L, 0L, 0L, -3100L, 0L, 0L, 3100L);
        assertThat(report("plans").path("data").get(0).path("plan_code").asString())
                .isEqualTo("small");
        countsTheSame();
    }

    @Test
    void followsPausesAndTheEnd() {
        var subscription = subscribe("small", "");
        api.advanceTo("2026-01-11T00:00:00Z");
        tell(subscription, "pause", "{\"resume_at\": \"2026-02-05T00:00:00Z\"}");
        api.advanceTo("2026-02-06T00:00:00Z");
        tell(subscription, "cancel", "{\"at\": \"PERIOD_END\"}");

        assertThat(month("2026-01-01", "2026-02-01")).containsExactly(0L, 3100L, 0L, 0L, -3100L, 0L, 0L);
        assertThat(month("2026-02-01", "2026-03-01")).containsExactly(0L, 0L, 0L, 0L, 0L, 3100L, 3100L);
        api.advanceTo("2026-03-10T00:00:00Z");

        assertThat(month("2026-03-01", "2026-04-01")).containsExactly(3100L, 0L, 0L, 0L, -3100L, 0L, 0L);
        countsTheSame();
    }

    @Test
    void countsATrialOnceItIsPaidFor() {
        subscribe("small", ", \"trial_days\": 14");
        var lost = subscribe("large", ", \"trial_days\": 14");
        tell(lost, "cancel", "{\"at\": \"PERIOD_END\"}");

        assertThat(report("mrr").path("mrr").asLong()).isZero();
        api.advanceTo("2026-01-20T00:00:00Z");

        assertThat(month("2026-01-01", "2026-02-01")).containsExactly(0L, 3100L, 0L, 0L, 0L, 0L, 3100L);
        var overview = report("overview");
        assertThat(overview.path("trials_started").asLong()).isEqualTo(2);
        assertThat(overview.path("trials_converted").asLong()).isEqualTo(1);
        assertThat(overview.path("trial_conversion_rate").asString()).isEqualTo("0.5");
        countsTheSame();
    }

    @Test
    void takesDiscountsOffUntilTheyRunOut() {
        api.post("/v1/coupons", """
                        {"code": "TENTH", "percent_off": 10, "duration": "REPEATING", "duration_periods": 2}""").expect(201);
        var subscription = subscribe("small", "");
        api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"TENTH\"}")
                .expect(201);

        assertThat(month("2026-01-01", "2026-02-01")).containsExactly(0L, 3100L, 0L, -310L, 0L, 0L, 2790L);
        api.advanceTo("2026-03-31T00:00:00Z");
        assertThat(report("mrr").path("mrr").asLong()).isEqualTo(2790);
        api.advanceTo("2026-04-02T00:00:00Z");

        assertThat(month("2026-04-01", "2026-05-01")).containsExactly(2790L, 0L, 310L, 0L, 0L, 0L, 3100L);
        countsTheSame();
    }

    @Test
    void showsTheSameWhenFiguresAreAddedUp() {
        var subscription = subscribe("small", "");
        api.advanceTo("2026-02-10T00:00:00Z");
        ticks.addUp();
        tell(subscription, "change", "{\"plan_code\": \"large\"}");
        var other = subscribe("small", "");
        api.advanceTo("2026-04-15T00:00:00Z");
        var before = List.of(
                report("mrr?interval=DAY"),
                report("churn"),
                report("ltv"),
                report("cohorts"),
                report("plans"),
                report("revenue"),
                report("aging"),
                report("overview"));

        ticks.addUp();

        assertThat(List.of(
                        report("mrr?interval=DAY"),
                        report("churn"),
                        report("ltv"),
                        report("cohorts"),
                        report("plans"),
                        report("revenue"),
                        report("aging"),
                        report("overview")))
                .isEqualTo(before);
        assertThat(month("2026-04-01", "2026-05-01")).containsExactly(9300L, 0L, 0L, 0L, 0L, 0L, 9300L);
        tell(other, "cancel", "{\"at\": \"NOW\"}");
        ticks.addUp();
        assertThat(month("2026-04-01", "2026-05-01")).containsExactly(9300L, 0L, 0L, -3100L, 0L, 0L, 6200L);
    }

    @Test
    void tellsChurnLtvAndCohorts() {
        var first = subscribe("small", "");
        account = api.accountPayingBy("pm_card_visa");
        subscribe("large", "");
        api.advanceTo("2026-02-10T00:00:00Z");
        tell(first, "cancel", "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}");

        var february =
                report("churn?from=2026-02-01&to=2026-03-01").path("data").get(0);
        assertThat(february.path("gross_revenue_churn_rate").asString()).isEqualTo("0.3333");
        assertThat(february.path("customer_churn_rate").asString()).isEqualTo("0.5");
        var ltv = report("ltv?from=2026-02-01&to=2026-03-01");
        assertThat(ltv.path("arpa").asLong()).isEqualTo(6200);
        assertThat(ltv.path("ltv").asLong()).isEqualTo(12400);
        var cohort =
                report("cohorts?from=2026-01-01&to=2026-03-01").path("data").get(0);
        assertThat(cohort.path("customers").asLong()).isEqualTo(2);
        assertThat(cohort.path("months").get(1).path("customer_retention").asString())
                .isEqualTo("0.5");
        assertThat(cohort.path("months").get(1).path("revenue_retention").asString())
                .isEqualTo("0.6667");
    }

    @Test
    void refusesRangesThatMakeNoSense() {
        api.get("/v1/analytics/mrr?from=2026-02-01&to=2026-02-01")
                .expectProblem(422, "validation_failed")
                .expectField("to");
        api.get("/v1/analytics/mrr?from=1990-02-01&to=2026-02-01")
                .expectProblem(422, "validation_failed")
                .expectField("from");
    }
}
