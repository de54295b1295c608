package dev.perennial.scenario;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Prices without a sale, and first invoices before one. */
class EstimatesIT extends PerennialIT {
    private static final String TIERS =
            "\"tiers\": [{\"up_to\": 5, \"unit_amount\": \"700\"}, {\"up_to\": 10, \"unit_amount\": \"650\"}, {\"up_to\": null, \"unit_amount\": \"600\"}]";
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    private static String charge(String model, String price) {
        return """
                {"charges": [{"code": "it", "type": "USAGE", "metric": "calls", "model": "%s", "prices": [{"currency": "USD", %s}]}],
                 "currency": "USD", "usage": {"calls": "%%s"}}""".formatted(model, price);
    }

    @ParameterizedTest(name = "{0} {1} for {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            PER_UNIT   | "unit_amount": "0.05"                               | 1234  | 62   | 1234 × 0.05 = 62
            PER_UNIT   | "unit_amount": "10", "free_units": "100"            | 120.5 | 205  | (120.5 - 100 free) × 10 = 205
            PACKAGE    | "package_size": 100, "package_amount": 500          | 101   | 1000 | 2 packages of 100 × 500 = 1000
            PERCENTAGE | "rate_percent": "2.9", "fixed_amount": 30           | 10000 | 320  | 10000 × 2.9% + 1 × 30 = 320
            PERCENTAGE | "rate_percent": "1", "max_amount": 50               | 10000 | 50   | min(10000 × 1%, 50) = 50
            """)
    void ratesUsageByAnyModel(String model, String price, String units, long amount, String formula) {
        var estimate = api.post("/v1/estimates", charge(model, price).formatted(units))
                .expect(200)
                .body();

        assertThat(estimate.path("total").asLong()).isEqualTo(amount);
        var line = estimate.path("lines").path(0);
        assertThat(line.path("charge_code").asString()).isEqualTo("it");
        assertThat(line.path("explanation").path("formula").asString()).isEqualTo(formula);
    }

    @Test
    void showsTheTiersThatTookPart() {
        var graduated = api.post("/v1/estimates", charge("GRADUATED", TIERS).formatted("6"))
                .expect(200)
                .body();
        var volume = api.post("/v1/estimates", charge("VOLUME", TIERS).formatted("6"))
                .expect(200)
                .body();

        assertThat(graduated.path("total").asLong()).isEqualTo(4150);
        assertThat(volume.path("total").asLong()).isEqualTo(3900);
        var tiers = graduated.path("lines").path(0).path("explanation").path("tiers");
        assertThat(tiers.size()).isEqualTo(2);
        assertThat(tiers.path(1).path("quantity").asString()).isEqualTo("1");
        assertThat(tiers.path(1).path("unit_amount").asString()).isEqualTo("650");
        assertThat(tiers.path(1).path("amount").asString()).isEqualTo("650");
    }

    @Test
    void prorates() {
        var request = """
                {"charges": [{"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "JPY", "amount": 3100}]},
                             {"code": "setup", "type": "ONE_TIME", "model": "FLAT", "prices": [{"currency": "JPY", "amount": 500}]}],
                 "currency": "JPY", "timezone": "Asia/Tokyo",
                 "service_period": {"start": "%s", "end": "2026-02-01", "of": {"start": "2026-01-01", "end": "2026-02-01"}}}""";

        var estimate = api.post("/v1/estimates", request.formatted("2026-01-15"))
                .expect(200)
                .body();
        assertThat(estimate.path("lines").path(0).path("amount").asLong()).isEqualTo(1700);
        assertThat(estimate.path("lines")
                        .path(0)
                        .path("explanation")
                        .path("share")
                        .asString())
                .isEqualTo("17/31");
        assertThat(estimate.path("total").asLong()).isEqualTo(2200);
        // The 14th in UTC is the 15th in Tokyo.
        assertThat(api.post("/v1/estimates", request.formatted("2026-01-14T15:00:00Z"))
                        .expect(200)
                        .body())
                .isEqualTo(estimate);
    }

    @Test
    void pricesAPlanAsAnInvoiceWould() {
        api.post("/v1/plans", """
                {"code": "team", "name": "Team", "interval": "MONTH", "charges": [
                  {"code": "seats", "type": "RECURRING", "model": "GRADUATED", "prices": [{"currency": "USD", %s}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "aggregation": "COUNT", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""".formatted(TIERS)).expect(201);

        var estimate = api.post("/v1/estimates", """
                        {"plan_code": "team", "currency": "USD", "quantity": 20, "usage": {"calls": "7"}}""").expect(200).body();

        assertThat(estimate.path("total").asLong()).isEqualTo(12_750 + 14);
        assertThat(estimate.path("lines").path(0).path("quantity").asLong()).isEqualTo(20);
    }

    private static String committed(String calls, String servicePeriod) {
        return """
                {"currency": "USD", "usage": {"calls": "%s"}, %s "charges": [
                  {"code": "setup", "type": "ONE_TIME", "model": "FLAT", "prices": [{"currency": "USD", "amount": 9000}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "10"}],
                   "minimum_commitments": [{"currency": "USD", "amount": 3100}]}]}""".formatted(calls, servicePeriod);
    }

    @Test
    void showsWhatIsMissingOfTheLeastOfACharge() {
        var tooLittle =
                api.post("/v1/estimates", committed("309", "")).expect(200).body();
        var enough = api.post("/v1/estimates", committed("310", "")).expect(200).body();
        var halfMonth =
                api.post("/v1/estimates", committed("100", """
                "service_period": {"start": "2026-01-15", "end": "2026-02-01", "of": {"start": "2026-01-01", "end": "2026-02-01"}},
                """)).expect(200).body();

        assertThat(tooLittle.path("lines").size()).isEqualTo(3);
        var missing = tooLittle.path("lines").path(2);
        assertThat(missing.path("type").asString()).isEqualTo("MINIMUM_COMMITMENT");
        assertThat(missing.path("charge_code").asString()).isEqualTo("calls");
        assertThat(missing.path("amount").asLong()).isEqualTo(10);
        assertThat(tooLittle.path("total").asLong()).isEqualTo(9000 + 3100);
        assertThat(enough.path("lines").size()).isEqualTo(2);
        assertThat(halfMonth.path("lines").path(2).path("amount").asLong()).isEqualTo(1700 - 1000);
    }

    @Test
    void showsTheLeastOfAPlanAsTheInvoiceAfterThePeriodWill() {
        var account = api.accountPayingBy("pm_card_visa");
        api.post("/v1/plans", """
                {"code": "promised", "name": "Promised", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "timing": "IN_ARREARS", "model": "FLAT", "prices": [{"currency": "USD", "amount": 3100}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "10"}], "minimum_commitments": [{"currency": "USD", "amount": 500}]}],
                 "minimum_commitments": [{"currency": "USD", "amount": 5000}]}""").expect(201);

        var estimate = api.post("/v1/estimates", """
                        {"plan_code": "promised", "currency": "USD", "usage": {"calls": "7"}}""").expect(200).body();
        api.post("/v1/estimates", "{\"plan_code\": \"promised\", \"currency\": \"EUR\"}")
                .expectProblem(422, "validation_failed")
                .expectField("currency");

        var sold = api.post(
                        "/v1/subscriptions", "{\"account_id\": \"%s\", \"plan_code\": \"promised\"}".formatted(account))
                .expect(201);
        api.post("/v1/usage", """
                {"subscription_id": "%s", "metric": "calls", "quantity": "7", "idempotency_key": "seven"}""".formatted(sold.text("id"))).expect(202);
        api.advanceTo("2026-02-01T12:00:00Z");
        var invoice = api.invoicesOf(sold.text("id")).getFirst();
        assertThat(estimate.path("total").asLong())
                .isEqualTo(5000)
                .isEqualTo(invoice.path("total").asLong());
        assertThat(estimate.path("lines").path(2).path("amount").asLong()).isEqualTo(430);
        assertThat(estimate.path("lines").path(3).path("amount").asLong()).isEqualTo(1400);
        assertThat(estimate.path("lines").path(3).path("charge_code").isNull()).isTrue();
        assertThat(estimate.path("lines").path(3).path("explanation"))
                .isEqualTo(invoice.path("lines").path(3).path("explanation"));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            {"currency": "USD"}                                                                | charges
            {"currency": "XXX", "plan_code": "team"}                                           | currency
            {"currency": "USD", "plan_code": "team", "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}]} | charges
            {"currency": "USD", "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "EUR", "amount": 1}]}]} | charges[0].prices
            {"currency": "USD", "charges": [{"code": "a", "type": "USAGE", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "1"}]}]} | charges[0].metric
            {"currency": "USD", "charges": [{"code": "a", "type": "RECURRING", "model": "VOLUME", "prices": [{"currency": "USD", "tiers": [{"up_to": 5}]}]}]} | charges[0].prices[0].tiers[0].unit_amount
            {"currency": "USD", "charges": [{"code": "a", "type": "RECURRING", "model": "VOLUME", "prices": [{"currency": "USD", "tiers": [{"up_to": 5, "flat_amount": 1}]}]}]} | charges[0].prices[0].tiers[0].up_to
            {"currency": "USD", "timezone": "Mars", "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}]} | timezone
            {"currency": "USD", "timezone": "Z", "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}]} | timezone
            {"currency": "USD", "service_period": {"start": "soon", "end": "2026-01-01"}, "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}]} | service_period.start
            {"currency": "USD", "service_period": {"start": "2026-02-01", "end": "2026-01-01"}, "charges": [{"code": "a", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 1}]}]} | service_period.end
            """)
    void refusesWhatHasNoPrice(String request, String field) {
        api.post("/v1/estimates", request)
                .expectProblem(422, "validation_failed")
                .expectField(field);
    }

    @Test
    void showsAFirstInvoiceBeforeTheSale() {
        var account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("team", 3100);
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 700, \"currency\": \"USD\", \"reason\": \"hello\"}")
                .expect(201);
        api.advanceTo("2026-01-15T12:00:00Z");
        var sale = "\"plan_code\": \"team\", \"billing_anchor\": \"2026-01-01\"";

        var preview = api.post(
                        "/v1/invoices/preview",
                        "{\"account_id\": \"%s\", \"subscription\": {%s}}".formatted(account, sale))
                .expect(200)
                .body();
        assertThat(api.all("/v1/invoices")).isEmpty();
        var sold = api.post("/v1/subscriptions", "{\"account_id\": \"%s\", %s}".formatted(account, sale))
                .expect(201);

        var invoice = api.invoicesOf(sold.text("id")).getFirst();
        assertThat(preview.path("total").asLong())
                .isEqualTo(1700)
                .isEqualTo(invoice.path("total").asLong());
        assertThat(preview.path("credit_applied").asLong()).isEqualTo(700);
        assertThat(preview.path("amount_due").asLong()).isEqualTo(1000);
        assertThat(preview.path("lines").path(0).path("explanation"))
                .isEqualTo(invoice.path("lines").path(0).path("explanation"));
    }

    @Test
    void showsWhatACouponWouldTakeOffTheSale() {
        var account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("team", 3100);
        api.post(
                        "/v1/coupons",
                        "{\"code\": \"HALF\", \"percent_off\": 50, \"duration\": \"ONCE\", \"max_redemptions\": 1}")
                .expect(201);
        api.post(
                        "/v1/coupons",
                        "{\"code\": \"KRONER\", \"amount_off\": 50, \"currency\": \"NOK\", \"duration\": \"ONCE\"}")
                .expect(201);
        var preview = "{\"account_id\": \"%s\", \"subscription\": {\"plan_code\": \"team\", \"coupon_code\": \"%s\"}}";
        var half = preview.formatted(account, "HALF");

        var seen = api.post("/v1/invoices/preview", half).expect(200).body();
        assertThat(api.all("/v1/coupons").getLast().path("times_redeemed").asInt())
                .isZero();
        var sold = api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"team\", \"coupon_code\": \"HALF\"}"
                                .formatted(account))
                .expect(201);

        var invoice = api.invoicesOf(sold.text("id")).getFirst();
        assertThat(seen.path("total").asLong())
                .isEqualTo(1550)
                .isEqualTo(invoice.path("total").asLong());
        assertThat(seen.path("discounts").path(0).path("coupon_code").asString())
                .isEqualTo("HALF");
        api.post("/v1/invoices/preview", half).expectProblem(409, "coupon_used_up");
        api.post("/v1/invoices/preview", preview.formatted(account, "NONE")).expectProblem(404, "coupon_not_found");
        api.post("/v1/invoices/preview", preview.formatted(account, "KRONER"))
                .expectProblem(422, "validation_failed")
                .expectField("subscription.coupon_code");
    }

    @Test
    void namesTheFieldsOfASaleAsTheyWereSent() {
        var account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("team", 3100);

        for (var wrong : Map.of(
                        "\"plan_code\": \"team\", \"quantity\": -1", "subscription.quantity",
                        "\"plan_code\": \"team\", \"start_at\": \"2040-01-01T00:00:00Z\"", "subscription.start_at",
                        "\"quantity\": 2", "subscription.plan_id",
                        "\"plan_code\": \"team\", \"coupon_code\": \"\"", "subscription.coupon_code")
                .entrySet()) {
            api.post(
                            "/v1/invoices/preview",
                            "{\"account_id\": \"%s\", \"subscription\": {%s}}".formatted(account, wrong.getKey()))
                    .expectProblem(422, "validation_failed")
                    .expectField(wrong.getValue());
        }
        var noPlan = api.post(
                        "/v1/invoices/preview",
                        "{\"account_id\": \"%s\", \"subscription\": {\"plan_code\": \"none\"}}".formatted(account))
                .expectProblem(404, "plan_not_found");
        noPlan.expectField("subscription.plan_code");
        assertThat(noPlan.text("detail")).startsWith("subscription.plan_code ");
        api.post(
                        "/v1/invoices/preview",
                        "{\"account_id\": \"%s\", \"subscription\": {\"plan_code\": \"team\"}}"
                                .formatted(UUID.randomUUID()))
                .expectProblem(404, "account_not_found")
                .expectField("account_id");
    }

    @Test
    void showsAnInvoiceByHandBeforeItIsWritten() {
        var account = api.account("UTC");
        var line = "\"lines\": [{\"description\": \"Workshop\", \"quantity\": \"2\", \"unit_amount\": \"450\"}]";

        var preview = api.post("/v1/invoices/preview", "{\"account_id\": \"%s\", %s}".formatted(account, line))
                .expect(200);

        assertThat(preview.body().path("total").asLong()).isEqualTo(900);
        assertThat(preview.text("status")).isEqualTo("DRAFT");
        assertThat(api.all("/v1/invoices")).isEmpty();
        api.post("/v1/invoices/preview", "{\"account_id\": \"%s\"}".formatted(account))
                .expectProblem(422, "validation_failed")
                .expectField("lines");
    }
}
