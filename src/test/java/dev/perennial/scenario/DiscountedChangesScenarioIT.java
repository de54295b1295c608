package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes of subscriptions with coupons: what waits for the next invoice costs what it would on an invoice of its own.
 * Two subscriptions live the same life, one settled at once and one on next invoices.
 */
class DiscountedChangesScenarioIT extends PerennialIT {
    private static final long SEED = 26;
    private static final int LIVES = 8;
    private static final int STEPS = 9;
    private static final List<String> PLANS = List.of("small", "big", "seats", "arrears", "yearly");
    private static final List<String> TERMS = List.of(
            "\"amount_off\": 310, \"currency\": \"USD\", \"duration\": \"ONCE\"",
            "\"amount_off\": 1000, \"currency\": \"USD\", \"duration\": \"REPEATING\", \"duration_periods\": 2",
            "\"amount_off\": 775, \"currency\": \"USD\", \"duration\": \"FOREVER\"",
            "\"amount_off\": 9000, \"currency\": \"USD\", \"duration\": \"FOREVER\", \"plan_codes\": [\"small\", \"big\"]",
            "\"percent_off\": 25, \"duration\": \"ONCE\"",
            "\"percent_off\": \"12.5\", \"duration\": \"REPEATING\", \"duration_periods\": 1",
            "\"percent_off\": 10, \"duration\": \"FOREVER\", \"charge_codes\": [\"seats\"]");
    private Api api;
    private String atOnce = "";
    private String later = "";

    @BeforeEach
    void plans() {
        api = newTenant();
        api.monthlyPlan("small", 3100);
        api.monthlyPlan("big", 6200);
    }

    private void coupon(String code, String terms) {
        api.post("/v1/coupons", "{\"code\": \"%s\", %s}".formatted(code, terms)).expect(201);
    }

    private String sale(String plan, String coupon) {
        return api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "quantity": 3, "coupon_code": %s}""".formatted(api.accountPayingBy("pm_card_visa"), plan, coupon))
                .expect(201)
                .text("id");
    }

    private void both(String plan, String coupon) {
        atOnce = sale(plan, coupon);
        later = sale(plan, coupon);
    }

    private void change(String terms) {
        change(atOnce, terms, "INVOICE_NOW");
        change(later, terms, "NEXT_INVOICE");
    }

    private void change(String subscription, String terms, String proration) {
        api.post(
                        "/v1/subscriptions/" + subscription + "/change",
                        "{%s, \"proration\": \"%s\"}".formatted(terms, proration))
                .expect(200);
    }

    private void both(String action, String json, int status) {
        for (var subscription : List.of(atOnce, later)) {
            api.post("/v1/subscriptions/" + subscription + "/" + action, json).expect(status);
        }
    }

    private List<Long> totals(String subscription) {
        return api.invoicesOf(subscription).stream()
                .map(invoice -> invoice.path("total").asLong())
                .toList();
    }

    private long charged(String subscription) {
        return totals(subscription).stream().mapToLong(Long::longValue).sum();
    }

    private void assertSameCharge(String story) {
        assertThat(charged(later)).as(story).isEqualTo(charged(atOnce));
    }

    @Test
    void anAmountIsGivenAgainForWhatWaits() {
        coupon("ALWAYS", "\"amount_off\": 1240, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small", "\"ALWAYS\"");
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-02-01T00:00:00Z");

        // 20 of 31 days: (31.00 - 12.40) back, (62.00 - 12.40) charged; February costs 49.60.
        assertThat(totals(atOnce)).containsExactly(1860L, -1200L + 3200L, 4960L);
        assertThat(totals(later)).containsExactly(1860L, -1200L + 3200L + 4960L);
        var waited = api.invoicesOf(later).getLast();
        assertThat(waited.path("discount_total").asLong()).isEqualTo(800 + 1240);
    }

    @Test
    void theLastPeriodOfACouponCoversWhatWaitsPastItsEnd() {
        coupon(
                "FIRST",
                "\"amount_off\": 1240, \"currency\": \"USD\", \"duration\": \"REPEATING\", \"duration_periods\": 1");
        coupon("TENTH", "\"percent_off\": 10, \"duration\": \"REPEATING\", \"duration_periods\": 1");
        both("small", "\"FIRST\"");
        both("discounts", "{\"coupon_code\": \"TENTH\"}", 201);
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-03-01T00:00:00Z");

        assertSameCharge("REPEATING");
        assertThat(discounts(later).get(0).path("periods_used").asInt()).isEqualTo(1);
        assertThat(discounts(later).get(0).path("ends_at").asString()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(totals(later).getLast()).isEqualTo(6200);
    }

    private List<JsonNode> discounts(String subscription) {
        return api.all("/v1/subscriptions/" + subscription + "/discounts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ONCE\"", "\"REPEATING\", \"duration_periods\": 2", "\"FOREVER\""})
    void severalChangesOfAPeriodCostTheSame(String duration) {
        coupon("OFF", "\"amount_off\": 775, \"currency\": \"USD\", \"duration\": " + duration);
        both("small", "\"OFF\"");
        api.advanceTo("2026-01-07T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-01-19T00:00:00Z");
        change("\"plan_code\": \"small\"");
        api.advanceTo("2026-02-11T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-02-12T00:00:00Z");
        change("\"plan_code\": \"small\"");
        api.advanceTo("2026-04-01T00:00:00Z");

        assertSameCharge(duration);
    }

    @Test
    void aCouponLargerThanThePriceIsWorthNoMoreOnTheNextInvoice() {
        coupon("HUGE", "\"amount_off\": 4650, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small", "\"HUGE\"");
        assertThat(charged(later)).isZero();
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-02-01T00:00:00Z");
        // Nothing back, (62.00 - 46.50) for 20 of 31 days; then 15.50.
        assertThat(totals(later)).containsExactly(0L, 1000L + 1550L);
        assertSameCharge("upgrade");

        api.advanceTo("2026-02-08T00:00:00Z");
        change("\"plan_code\": \"small\"");
        api.advanceTo("2026-04-01T00:00:00Z");
        assertSameCharge("downgrade");
    }

    @Test
    void anEndSettlesWhatWaits() {
        coupon("OFF", "\"amount_off\": 775, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small", "\"OFF\"");
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-01-21T12:00:00Z");

        both("cancel", "{\"at\": \"NOW\", \"unused_time\": \"CREDIT\"}", 200);

        assertSameCharge("cancelled");
    }

    @Test
    void aCouponRedeemedAfterAChangeIsNotForWhatWaitsAlready() {
        coupon("OFF", "\"amount_off\": 9000, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small", "null");
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        both("discounts", "{\"coupon_code\": \"OFF\"}", 201);
        api.advanceTo("2026-02-01T00:00:00Z");

        assertThat(totals(later)).containsExactly(3100L, 2000L);
        assertSameCharge("redeemed later");
    }

    @Test
    void oneUseIsUsedUpByAChangeThatWaits() {
        coupon("OFF", "\"amount_off\": 3100, \"currency\": \"USD\", \"duration\": \"ONCE\"");
        both("small", "null");
        both("discounts", "{\"coupon_code\": \"OFF\"}", 201);
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        assertThat(discounts(later).getFirst().path("active").asBoolean()).isFalse();
        api.advanceTo("2026-03-01T00:00:00Z");

        assertSameCharge("ONCE");
    }

    @Test
    void whatAVoidedInvoiceHadOffOfWhatWaitedIsGivenBack() {
        coupon("OFF", "\"amount_off\": 3100, \"currency\": \"USD\", \"duration\": \"ONCE\"");
        coupon("FIRST", "\"percent_off\": 10, \"duration\": \"REPEATING\", \"duration_periods\": 1");
        both("small", "\"FIRST\"");
        api.patch("/v1/subscriptions/" + later, "{\"collection\": \"SEND_INVOICE\"}")
                .expect(200);
        both("discounts", "{\"coupon_code\": \"OFF\"}", 201);
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-02-01T00:00:00Z");
        var renewal = api.invoicesOf(later).getLast().path("id").asString();

        api.post("/v1/invoices/" + renewal + "/void", "").expect(200);

        var after = discounts(later);
        assertThat(after.get(0).path("ends_at").asString())
                .as("January was its last period and was billed")
                .isEqualTo("2026-02-01T00:00:00Z");
        assertThat(after.get(0).path("periods_used").asInt()).isEqualTo(1);
        assertThat(after.get(1).path("active").asBoolean()).isTrue();
        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(totals(later).getLast()).isEqualTo(3100);
    }

    @Test
    void aRenewalThatIsWrittenAnewKeepsWhatWasTakenOffBeforeItWaited() {
        for (var plan : List.of("m1 1000", "m2 4100")) {
            var code = plan.substring(0, 2);
            api.post("/v1/plans", """
                            {"code": "%s", "name": "Metered", "interval": "MONTH", "usage_grace_hours": 24, "charges": [
                              {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": %s}]},
                              {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                               "prices": [{"currency": "USD", "unit_amount": "10"}]}]}""".formatted(code, plan.substring(3))).expect(201);
        }
        coupon("OFF", "\"amount_off\": 310, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("m1", "\"OFF\"");
        api.advanceTo("2026-01-12T00:00:00Z");
        change("\"plan_code\": \"m2\"");
        api.advanceTo("2026-01-20T00:00:00Z");
        coupon("LATE", "\"percent_off\": 50, \"duration\": \"FOREVER\"");
        both("discounts", "{\"coupon_code\": \"LATE\"}", 201);
        for (var subscription : List.of(atOnce, later)) {
            api.post("/v1/usage", """
                            {"subscription_id": "%s", "metric": "calls", "quantity": 7, "idempotency_key": "%s"}""".formatted(subscription, subscription)).expect(202);
        }

        api.advanceTo("2026-02-01T01:00:00Z");
        assertThat(api.invoicesOf(later).getLast().path("status").asString()).isEqualTo("DRAFT");
        assertSameCharge("drafts");
        api.advanceTo("2026-02-03T00:00:00Z");

        assertThat(api.invoicesOf(later).getLast().path("status").asString()).isEqualTo("PAID");
        assertSameCharge("final");
    }

    private void monthlyPlanInArrears(String code, int amount) {
        api.post("/v1/plans", """
                        {"code": "%s", "name": "In arrears", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "timing": "IN_ARREARS", "model": "FLAT",
                           "prices": [{"currency": "USD", "amount": %d}]}]}""".formatted(code, amount)).expect(201);
    }

    /** Each stretch of a period gets its share of an amount: together they get it once. */
    @Test
    void anAmountIsTakenOffAPeriodInArrearsOnce() {
        monthlyPlanInArrears("small_later", 3100);
        monthlyPlanInArrears("big_later", 6200);
        coupon("ALWAYS", "\"amount_off\": 1240, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small_later", "\"ALWAYS\"");
        api.advanceTo("2026-01-17T00:00:00Z");
        change("\"plan_code\": \"big_later\"");
        api.advanceTo("2026-03-01T00:00:00Z");

        // 16 of 31 days of 31.00 - 12.40, 15 of 62.00 - 12.40, and February whole.
        assertThat(totals(atOnce)).containsExactly(1600L - 640L, 3000L - 600L, 6200L - 1240L);
        assertThat(totals(later)).containsExactly(1600L - 640L + 3000L - 600L, 6200L - 1240L);

        api.advanceTo("2026-03-16T00:00:00Z");
        both("cancel", "{\"at\": \"NOW\"}", 200);

        // The day of the end counts: 16 of 31.
        assertThat(totals(atOnce).getLast()).isEqualTo(3200L - 640L);
        assertSameCharge("cancelled");
    }

    @Test
    void anAmountIsSharedBetweenStretchesInArrearsAndInAdvance() {
        monthlyPlanInArrears("small_later", 3100);
        coupon("ALWAYS", "\"amount_off\": 1240, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("small_later", "\"ALWAYS\"");
        api.advanceTo("2026-01-11T00:00:00Z");
        change("\"plan_code\": \"big\"");
        api.advanceTo("2026-02-09T00:00:00Z");
        change("\"plan_code\": \"small_later\"");
        api.advanceTo("2026-03-01T00:00:00Z");

        // 10 days of 31.00 and 21 of 62.00, less 12.40 in all; February; 20 of its 28 days given back, and charged
        // anew.
        assertThat(totals(atOnce)).containsExactly(1000L + 4200L - 1240L, 6200L - 1240L, -(4429L - 886L), 2214L - 886L);
        assertSameCharge("there and back");
    }

    /** A change of quantity bills what recurs up to it, and leaves usage to the end of the period. */
    @ParameterizedTest
    @ValueSource(ints = {0, 24})
    void anAmountIsSharedThoughUsageIsBilledForTheWholePeriod(int graceHours) {
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "usage_grace_hours": %d, "charges": [
                          {"code": "base", "type": "RECURRING", "timing": "IN_ARREARS", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "3100"}]},
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "1"}]}]}""".formatted(graceHours)).expect(201);
        coupon("ALWAYS", "\"amount_off\": 1240, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        both("metered", "\"ALWAYS\"");
        api.advanceTo("2026-01-17T00:00:00Z");
        change("\"quantity\": 6");
        for (var subscription : List.of(atOnce, later)) {
            api.post("/v1/usage", """
                            {"subscription_id": "%s", "metric": "calls", "quantity": 500, "idempotency_key": "%s"}""".formatted(subscription, subscription)).expect(202);
        }
        // A renewal that waits for late usage is written anew when it becomes final.
        api.advanceTo("2026-02-02T01:00:00Z");

        assertThat(totals(atOnce)).containsExactly(3 * 1600L - 640L, 6 * 1500L + 500L - 600L);
        assertThat(api.invoicesOf(atOnce).getLast().path("status").asString()).isEqualTo("PAID");
        assertSameCharge("metered");
    }

    /** A first period that is shorter had the whole amount off, so the rest of it gets its part of the whole amount. */
    @Test
    void anAmountIsGivenAgainWithinAShortFirstPeriod() {
        coupon("ALWAYS", "\"amount_off\": 340, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        api.advanceTo("2026-01-15T00:00:00Z");
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "small", "billing_anchor": "2026-01-01", "coupon_code": "ALWAYS"}""".formatted(api.accountPayingBy("pm_card_visa")))
                .expect(201)
                .text("id");
        api.advanceTo("2026-01-22T00:00:00Z");
        change(subscription, "\"plan_code\": \"big\"", "INVOICE_NOW");

        // 17 of 31 days; 10 of these given back and charged anew, both less 10/17 of the amount.
        assertThat(totals(subscription)).containsExactly(1700L - 340L, -(1000L - 200L) + 2000L - 200L);
    }

    @Test
    void livesCostTheSameWheneverTheirChangesAreInvoiced() {
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1999}]},
                          {"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "733.33"}]}]}""").expect(201);
        api.post("/v1/plans", """
                        {"code": "arrears", "name": "In arrears", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "timing": "IN_ARREARS", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "777.77"}]}]}""").expect(201);
        api.post("/v1/plans", """
                        {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 29990}]}]}""").expect(201);
        for (int i = 0; i < TERMS.size(); i++) {
            coupon("C" + i, TERMS.get(i));
        }
        var now = Instant.parse("2026-01-01T00:00:00Z");
        for (int life = 0; life < LIVES; life++) {
            now = live(RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + life), "life " + life, now);
        }
    }

    private Instant live(RandomGenerator random, String name, Instant start) {
        var now = start;
        var story = new StringBuilder(name);
        both("small", "null");
        for (int step = 0; step < STEPS; step++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(30_000)));
            api.advanceTo(now.toString());
            if (random.nextInt(3) == 0) {
                var redeemed = "{\"coupon_code\": \"C%d\"}".formatted(random.nextInt(TERMS.size()));
                story.append("\n").append(now).append(redeemed);
                int[] status = {
                    api.post("/v1/subscriptions/" + atOnce + "/discounts", redeemed)
                            .status(),
                    api.post("/v1/subscriptions/" + later + "/discounts", redeemed)
                            .status()
                };
                assertThat(status[1]).as("%s", story).isEqualTo(status[0]);
            } else {
                var terms = "\"plan_code\": \"%s\", \"quantity\": %d"
                        .formatted(PLANS.get(random.nextInt(PLANS.size())), 1 + random.nextInt(5));
                story.append("\n").append(now).append(terms);
                change(terms);
            }
        }
        both(
                "cancel",
                "{\"at\": \"NOW\", \"unused_time\": \"%s\"}".formatted(random.nextBoolean() ? "CREDIT" : "NONE"),
                200);
        assertSameCharge(story.toString());
        return now;
    }
}
