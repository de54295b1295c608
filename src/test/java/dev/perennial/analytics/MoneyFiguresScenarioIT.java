package dev.perennial.analytics;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** What was billed, came in and is owed. */
class MoneyFiguresScenarioIT extends PerennialIT {
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    private JsonNode report(String path) {
        return api.get("/v1/analytics/" + path).expect(200).body();
    }

    private JsonNode bill(String account, long amount) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "lines": [{"description": "Work", "unit_amount": "%d"}]}""".formatted(account, amount))
                .expect(201)
                .body();
    }

    private String accountInCalifornia() {
        return api.post("/v1/accounts", """
                        {"name": "Ada", "email": "ada@example.com", "currency": "USD",
                         "address": {"country": "US", "state": "CA", "line1": "1 Main St", "city": "Davis", "postal_code": "95616"}}""").expect(201).text("id");
    }

    @Test
    void tellsWhatWasBilledAndTaxedAndGivenBack() {
        api.post("/v1/tax-rates", """
                        {"country": "US", "state": "CA", "rate_percent": 10, "inclusive": false, "name": "Sales tax"}""").expect(201);
        var account = accountInCalifornia();
        var kept = bill(account, 10_000).path("id").asString();
        var taken = bill(account, 5_000).path("id").asString();
        api.post("/v1/invoices/" + taken + "/void", "").expect(200);
        api.post("/v1/invoices/" + kept + "/credit-notes", "{\"amount\": 1100, \"reason\": \"late\"}")
                .expect(201);

        var revenue = report("revenue?from=2026-01-01&to=2026-02-01");
        var january = revenue.path("data").get(0);
        assertThat(january.path("gross_revenue").asLong()).isEqualTo(10_000);
        assertThat(january.path("credit_notes").asLong()).isEqualTo(1_000);
        assertThat(january.path("net_revenue").asLong()).isEqualTo(9_000);
        assertThat(january.path("tax_total").asLong()).isEqualTo(900);
        assertThat(january.path("invoices").asLong()).isEqualTo(1);
        assertThat(revenue.path("taxes").get(0).path("jurisdiction").asString()).isEqualTo("US-CA");
        assertThat(report("aging").path("receivables").asLong()).isEqualTo(9_900);
    }

    @Test
    void agesWhatIsOwedAndFollowsItAway() {
        var account = api.account("UTC");
        var invoice = bill(account, 4_000).path("id").asString();
        api.advanceTo("2026-02-15T00:00:00Z");
        bill(account, 1_000);

        var aging = report("aging");
        assertThat(aging.path("receivables").asLong()).isEqualTo(5_000);
        assertThat(aging.path("overdue").asLong()).isEqualTo(4_000);
        assertThat(aging.path("data").get(2).path("bucket").asString()).isEqualTo("31-60");
        assertThat(aging.path("data").get(2).path("amount").asLong()).isEqualTo(4_000);
        assertThat(aging.path("data").get(2).path("invoices").asLong()).isEqualTo(1);
        api.post("/v1/invoices/" + invoice + "/mark-uncollectible", "").expect(200);
        assertThat(report("aging").path("receivables").asLong()).isEqualTo(1_000);
        assertThat(report("revenue?from=2026-02-01&to=2026-03-01")
                        .path("data")
                        .get(0)
                        .path("written_off")
                        .asLong())
                .isEqualTo(4_000);
    }

    @Test
    void tellsCashRefundsUsageAndWhatDunningRecovered() {
        api.post("/v1/plans", """
                        {"code": "metered", "name": "Metered", "interval": "MONTH", "charges": [
                          {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                           "prices": [{"currency": "USD", "unit_amount": "2"}]}]}""").expect(201);
        var account = api.accountPayingBy("pm_simulated_fail_times_1");
        var subscription = api.subscribe(account, "metered").expect(201).text("id");
        api.post("/v1/usage", """
                        {"subscription_id": "%s", "metric": "calls", "quantity": 300, "idempotency_key": "u1"}""".formatted(subscription)).expect(202);
        api.advanceTo("2026-02-20T00:00:00Z");
        var payment = api.all("/v1/payments?account_id=" + account + "&status=SUCCEEDED")
                .getFirst();
        api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{\"amount\": 100}")
                .expect(201);

        var february =
                report("revenue?from=2026-02-01&to=2026-03-01").path("data").get(0);
        assertThat(february.path("cash_collected").asLong()).isEqualTo(600);
        assertThat(february.path("refunds").asLong()).isEqualTo(100);
        var usage = report("usage").path("data").get(0);
        assertThat(usage.path("charge_code").asString()).isEqualTo("calls");
        assertThat(usage.path("quantity").decimalValue()).isEqualByComparingTo("300");
        assertThat(usage.path("amount").asLong()).isEqualTo(600);
        assertThat(report("overview").path("dunning_recovery_rate").asString()).isEqualTo("1");
        assertThat(report("mrr?to=2026-02-20&usage=AVERAGED").path("usage_mrr").asLong())
                .isZero();
        assertThat(report("mrr?to=2026-04-01&usage=AVERAGED").path("usage_mrr").asLong())
                .isEqualTo(200);
    }
}
