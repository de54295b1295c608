package dev.perennial.scenario;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Coupons: made, redeemed for subscriptions, taken off invoices for as long as they last. */
class CouponsScenarioIT extends PerennialIT {
    private Api api;
    private String account;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan = api.monthlyPlan("team", 3100);
    }

    private void coupon(String code, String terms) {
        api.post("/v1/coupons", "{\"code\": \"%s\", %s}".formatted(code, terms)).expect(201);
    }

    private Api.Answer redeem(String subscription, String code) {
        return api.post(
                "/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"%s\"}".formatted(code));
    }

    /** Billed on the first of February and of every month after it. */
    private String subscription() {
        return api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "start_at": "2026-02-01T00:00:00Z"}""".formatted(account, plan))
                .expect(201)
                .text("id");
    }

    private List<Long> totals(String subscription) {
        return api.invoicesOf(subscription).stream()
                .map(invoice -> invoice.path("total").asLong())
                .toList();
    }

    @Test
    void takesAPercentageOffOneInvoice() {
        coupon("HALF", "\"percent_off\": 50, \"duration\": \"ONCE\"");
        var subscription = subscription();
        var discount = redeem(subscription, "HALF").expect(201);
        assertThat(discount.body().path("active").asBoolean()).isTrue();
        var upcoming = api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                .expect(200)
                .body();

        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(totals(subscription)).containsExactly(1550L, 3100L);
        var invoice = api.invoicesOf(subscription).getFirst();
        assertThat(invoice.path("discount_total").asLong()).isEqualTo(1550);
        assertThat(invoice.path("lines").get(0).path("discount_amount").asLong())
                .isEqualTo(1550);
        assertThat(invoice.path("discounts").get(0).path("coupon_code").asString())
                .isEqualTo("HALF");
        assertThat(upcoming.path("total").asLong()).isEqualTo(1550);
        assertThat(discounts(subscription).getFirst().path("active").asBoolean())
                .isFalse();
    }

    @Test
    void takesSomethingOffTheFirstInvoiceOfASale() {
        coupon("HALF", "\"percent_off\": 50, \"duration\": \"ONCE\", \"max_redemptions\": 1");
        var sale = """
                {"account_id": "%s", "plan_code": "%s", "coupon_code": "HALF"}""".formatted(account, plan);
        var once = Map.of("Idempotency-Key", "sale-with-a-coupon");
        var subscription = api.post("/v1/subscriptions", sale, once).expect(201).text("id");
        api.post("/v1/subscriptions", sale, once).expect(201);

        api.advanceBy("P1M");

        assertThat(totals(subscription)).containsExactly(1550L, 3100L);
        assertThat(api.all("/v1/payments").getLast().path("amount").asLong()).isEqualTo(1550);
        api.post("/v1/subscriptions", sale).expectProblem(409, "coupon_used_up");
        assertThat(api.all("/v1/subscriptions"))
                .as("no sale without its coupon")
                .hasSize(1);
    }

    private List<JsonNode> discounts(String subscription) {
        return api.get("/v1/subscriptions/" + subscription + "/discounts")
                .expect(200)
                .body()
                .path("data")
                .valueStream()
                .toList();
    }

    @Test
    void lastsForSomePeriodsOrForever() {
        coupon(
                "TWICE",
                "\"amount_off\": 100, \"currency\": \"USD\", \"duration\": \"REPEATING\", \"duration_periods\": 2");
        coupon("ALWAYS", "\"percent_off\": \"10\", \"duration\": \"FOREVER\"");
        var subscription = subscription();
        redeem(subscription, "TWICE").expect(201);
        redeem(subscription, "ALWAYS").expect(201);

        api.advanceTo("2026-05-01T00:00:00Z");

        // 31.00 less 1.00 less a tenth of the rest, twice; then less a tenth.
        assertThat(totals(subscription)).containsExactly(2700L, 2700L, 2790L, 2790L);
        assertThat(discounts(subscription).getFirst().path("ends_at").asString())
                .isEqualTo("2026-04-01T00:00:00Z");
    }

    @Test
    void isLimitedToChargesAndPlans() {
        api.post("/v1/plans", """
                        {"code": "two", "name": "Two", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1000}]},
                          {"code": "support", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 500}]}]}""").expect(201);
        coupon("SUPPORT", "\"percent_off\": 100, \"duration\": \"FOREVER\", \"charge_codes\": [\"support\"]");
        coupon("TWO", "\"percent_off\": 10, \"duration\": \"FOREVER\", \"plan_codes\": [\"two\"]");
        plan = "two";
        var subscription = subscription();
        redeem(subscription, "TWO").expect(201);
        redeem(subscription, "SUPPORT").expect(201);
        plan = "team";
        redeem(subscription(), "TWO").expectProblem(422, "validation_failed").expectField("coupon_code");

        api.advanceTo("2026-02-01T00:00:00Z");
        api.post(
                        "/v1/subscriptions/" + subscription + "/change",
                        "{\"plan_code\": \"team\", \"effective\": \"PERIOD_END\"}")
                .expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(totals(subscription)).containsExactly(900L, 3100L);
    }

    @Test
    void creditsOfUnusedTimeRespectWhatWasPaid() {
        api.monthlyPlan("business", 6200);
        coupon("FIXED", "\"amount_off\": 310, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        var subscription = subscription();
        redeem(subscription, "FIXED").expect(201);
        api.advanceTo("2026-03-11T00:00:00Z");

        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"business\"}")
                .expect(200);

        // 21 of 31 days: (31.00 - 3.10) back, (62.00 - 3.10) charged.
        assertThat(totals(subscription)).containsExactly(2790L, 2790L, -1890L + 3990L);
        assertThat(api.invoicesOf(subscription).getLast().path("discount_total").asLong())
                .isEqualTo(210);
    }

    @Test
    void canBeTakenAwayAndIsRedeemedOnceBySubscription() {
        coupon("ALWAYS", "\"percent_off\": 10, \"duration\": \"FOREVER\"");
        var subscription = subscription();
        var discount = redeem(subscription, "ALWAYS").expect(201).text("id");
        redeem(subscription, "ALWAYS").expectProblem(409, "coupon_already_applied");
        api.advanceTo("2026-02-01T00:00:00Z");

        api.delete("/v1/subscriptions/" + subscription + "/discounts/" + discount)
                .expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");
        redeem(subscription, "ALWAYS").expect(201);
        api.advanceTo("2026-04-01T00:00:00Z");
        api.delete("/v1/subscriptions/" + subscription + "/discounts").expect(200);
        api.advanceTo("2026-05-01T00:00:00Z");

        assertThat(totals(subscription)).containsExactly(2790L, 3100L, 2790L, 3100L);
    }

    @Test
    void givesAUseBackWhenItsInvoiceIsVoided() {
        coupon("HALF", "\"percent_off\": 50, \"duration\": \"ONCE\"");
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "team", "start_at": "2026-02-01T00:00:00Z", "collection": "SEND_INVOICE"}""".formatted(account))
                .expect(201)
                .text("id");
        redeem(subscription, "HALF").expect(201);
        api.advanceTo("2026-02-01T00:00:00Z");

        api.post(
                        "/v1/invoices/"
                                + api.invoicesOf(subscription)
                                        .getFirst()
                                        .path("id")
                                        .asString() + "/void",
                        "")
                .expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(totals(subscription)).containsExactly(1550L, 1550L);
    }

    @Test
    void aUseThatIsGivenBackWaitsForTheOneThatWasRedeemedSince() {
        coupon("HALF", "\"percent_off\": 50, \"duration\": \"ONCE\"");
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "team", "start_at": "2026-02-01T00:00:00Z", "collection": "SEND_INVOICE"}""".formatted(account))
                .expect(201)
                .text("id");
        redeem(subscription, "HALF").expect(201);
        api.advanceTo("2026-02-01T00:00:00Z");
        redeem(subscription, "HALF").expect(201);
        var first = api.invoicesOf(subscription).getFirst().path("id").asString();

        api.post("/v1/invoices/" + first + "/void", "").expect(200);

        assertThat(discounts(subscription))
                .allSatisfy(discount ->
                        assertThat(discount.path("active").asBoolean()).isTrue());
        redeem(subscription, "HALF").expectProblem(409, "coupon_already_applied");
        api.advanceTo("2026-05-01T00:00:00Z");
        assertThat(totals(subscription)).containsExactly(1550L, 1550L, 1550L, 3100L);
        assertThat(discounts(subscription))
                .allSatisfy(discount ->
                        assertThat(discount.path("active").asBoolean()).isFalse());
    }

    /** What a charge that stays as it is had off it is not taken off once more. */
    @Test
    void anAmountIsTakenOffOnceWhateverChangesWithinThePeriod() {
        api.post("/v1/plans", """
                        {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 3100}]},
                          {"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "310"}]}]}""").expect(201);
        coupon("ALWAYS", "\"amount_off\": 3100, \"currency\": \"USD\", \"duration\": \"FOREVER\"");
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "seats", "quantity": 10, "coupon_code": "ALWAYS"}""".formatted(account))
                .expect(201)
                .text("id");
        api.advanceTo("2026-01-16T00:00:00Z");

        api.post("/v1/subscriptions/" + subscription + "/change", "{\"quantity\": 20}")
                .expect(200);

        // 15 days of 10 seats and 16 of 20 cost 1500 and 3200, the base 3100; less 3100.
        assertThat(totals(subscription)).containsExactly(3100L, 1600L);

        api.advanceTo("2026-01-21T00:00:00Z");
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"quantity\": 30}")
                .expect(200);

        // The last 11 days are of 30 seats: 1500, 1000 and 3300, and the base 3100; less 3100.
        assertThat(totals(subscription)).containsExactly(3100L, 1600L, 1100L);
    }

    @Test
    void endsWithItsLastPeriodThoughAChangeWithinItIsVoided() {
        coupon("FIRST", "\"percent_off\": 50, \"duration\": \"REPEATING\", \"duration_periods\": 1");
        api.monthlyPlan("big", 6200);
        var subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "team", "start_at": "2026-02-01T00:00:00Z", "collection": "SEND_INVOICE"}""".formatted(account))
                .expect(201)
                .text("id");
        redeem(subscription, "FIRST").expect(201);
        api.advanceTo("2026-02-15T00:00:00Z");
        api.post(
                        "/v1/subscriptions/" + subscription + "/change",
                        "{\"plan_code\": \"big\", \"proration\": \"INVOICE_NOW\"}")
                .expect(200);
        var change = api.invoicesOf(subscription).getLast();
        assertThat(change.path("discount_total").asLong()).isPositive();

        api.post("/v1/invoices/" + change.path("id").asString() + "/void", "").expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(totals(subscription).getLast()).isEqualTo(6200L);
    }

    @Test
    void isRedeemedNoMoreOftenAndNoLaterThanItMayBe() {
        coupon("ONE", "\"percent_off\": 50, \"duration\": \"ONCE\", \"max_redemptions\": 1");
        coupon("SOON", "\"percent_off\": 50, \"duration\": \"ONCE\", \"redeem_by\": \"2026-01-10T00:00:00Z\"");
        coupon("KRONER", "\"amount_off\": 50, \"currency\": \"NOK\", \"duration\": \"ONCE\"");
        var subscription = subscription();
        redeem(subscription, "ONE").expect(201);

        redeem(subscription(), "ONE").expectProblem(409, "coupon_used_up");
        redeem(subscription, "KRONER").expectProblem(422, "validation_failed").expectField("coupon_code");
        redeem(subscription, "NONE").expectProblem(404, "coupon_not_found");
        api.advanceTo("2026-01-10T00:00:01Z");
        redeem(subscription, "SOON").expectProblem(409, "coupon_expired");
        var one = api.all("/v1/coupons").getLast();
        assertThat(one.path("times_redeemed").asInt()).isEqualTo(1);
        api.post("/v1/coupons/" + one.path("id").asString() + "/archive", "").expect(200);
        redeem(subscription(), "ONE").expectProblem(409, "coupon_archived");
    }

    @Test
    void refusesCouponsThatMakeNoSense() {
        for (var wrong : List.of(
                "\"duration\": \"ONCE\"",
                "\"percent_off\": 50",
                "\"percent_off\": 0, \"duration\": \"ONCE\"",
                "\"percent_off\": 101, \"duration\": \"ONCE\"",
                "\"percent_off\": 10, \"amount_off\": 10, \"currency\": \"USD\", \"duration\": \"ONCE\"",
                "\"amount_off\": 10, \"duration\": \"ONCE\"",
                "\"percent_off\": 10, \"duration\": \"REPEATING\"",
                "\"percent_off\": 10, \"duration\": \"ONCE\", \"duration_periods\": 3",
                "\"percent_off\": 10, \"duration\": \"ONCE\", \"redeem_by\": \"2020-01-01T00:00:00Z\"")) {
            api.post("/v1/coupons", "{\"code\": \"X\", %s}".formatted(wrong)).expectProblem(422, "validation_failed");
        }
        coupon("X", "\"percent_off\": 10, \"duration\": \"ONCE\"");
        api.post("/v1/coupons", "{\"code\": \"X\", \"percent_off\": 5, \"duration\": \"ONCE\"}")
                .expectProblem(422, "validation_failed")
                .expectField("code");
    }
}
