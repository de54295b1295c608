package dev.perennial.revenue;

import java.math.BigDecimal;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** When what was billed is earned, and what the books say; told over HTTP. */
class RevenueScenarioIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
    }

    private String yearly() {
        api.post("/v1/plans", """
                        {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 120000}]}]}""").expect(201);
        return api.subscribe(account, "yearly").expect(201).text("id");
    }

    private JsonNode recognition(String from, String to) {
        return api.get("/v1/analytics/revenue-recognition?from=" + from + "&to=" + to)
                .expect(200)
                .body();
    }

    /** opening, billed, taken back, recognized, closing */
    private List<Long> month(String start, String end) {
        var month = recognition(start, end).path("data").get(0);
        return List.of(
                month.path("opening_deferred").asLong(),
                month.path("billed").asLong(),
                month.path("taken_back").asLong(),
                month.path("recognized").asLong(),
                month.path("closing_deferred").asLong());
    }

    private String invoiceOf(String subscription) {
        return api.invoicesOf(subscription).getFirst().path("id").asString();
    }

    @Test
    void earnsAYearDayByDay() {
        var invoice = invoiceOf(yearly());

        var january = api.get("/v1/analytics/revenue-recognition/invoices/" + invoice + "?as_of=2026-01-31")
                .expect(200)
                .body();
        assertThat(january.path("recognized").asLong()).isEqualTo(10_192);
        assertThat(january.path("deferred").asLong()).isEqualTo(109_808);
        assertThat(month("2026-01-01", "2026-02-01")).containsExactly(0L, 120_000L, 0L, 10_192L, 109_808L);
        assertThat(recognition("2026-01-01", "2026-02-01").path("schedule")).hasSize(11);
        api.get("/v1/analytics/revenue-recognition/invoices/" + api.account("UTC"))
                .expectProblem(404, "invoice_not_found");
    }

    @Test
    void leavesMonthsThatAreOverAsTheyWere() {
        var subscription = yearly();
        api.advanceTo("2026-03-11T00:00:00Z");
        var before = recognition("2026-01-01", "2026-03-01");
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        var after = recognition("2026-01-01", "2026-03-01");

        assertThat(after.path("data")).isEqualTo(before.path("data"));
        assertThat(month("2026-03-01", "2026-04-01").get(1)).isEqualTo(-96_986);
        var year = recognition("2026-01-01", "2027-01-01").path("data");
        // 70 days of 365 are paid for, the last one included.
        assertThat(year.valueStream()
                        .mapToLong(each -> each.path("recognized").asLong())
                        .sum())
                .isEqualTo(23_014);
        assertThat(year.get(11).path("closing_deferred").asLong()).isZero();
    }

    @Test
    void takesBackWhatIsLeftByACreditNote() {
        var invoice = invoiceOf(yearly());
        api.advanceTo("2026-07-01T00:00:00Z");
        api.post("/v1/invoices/" + invoice + "/credit-notes", """
                        {"amount": 50000, "reason": "less used", "refund": "GATEWAY"}""").expect(201);

        // 184 of 365 days are left: 60493, of which 50000 are taken back.
        assertThat(month("2026-06-01", "2026-07-01").getLast()).isEqualTo(60_493);
        var july = month("2026-07-01", "2026-08-01");
        assertThat(july.get(2)).isEqualTo(50_000);
        assertThat(july.get(3)).isEqualTo(1_768);
        api.advanceTo("2027-01-01T00:00:00Z");
        assertThat(month("2026-12-01", "2027-01-01").getLast()).isZero();
        var ledger = new Ledger(api, "2026-01-01", "2027-01-01");
        ledger.assertBalances();
        var balances = ledger.balances("USD");
        assertThat(balances.get("CASH")).isEqualByComparingTo("700.00");
        assertThat(balances.get("REVENUE")).isEqualByComparingTo("-700.00");
        assertThat(balances.get("RECEIVABLE")).isEqualByComparingTo("0");
        assertThat(balances.get("REFUNDS")).isEqualByComparingTo("0");
    }

    @Test
    void takesBackWhatIsLeftByARefundAndKeepsTheRestAgainstIt() {
        var invoice = invoiceOf(yearly());
        api.advanceTo("2026-12-02T00:00:00Z");
        var payment = api.all("/v1/payments?invoice_id=" + invoice).getFirst();
        api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{\"amount\": 120000}")
                .expect(201);

        // The 30 days from 2 December are left.
        assertThat(month("2026-12-01", "2027-01-01").get(2)).isEqualTo(9_862);
        assertThat(month("2026-12-01", "2027-01-01").getLast()).isZero();
        var ledger = new Ledger(api, "2026-01-01", "2027-01-01");
        ledger.assertBalances();
        assertThat(ledger.balances("USD").get("REFUNDS")).isEqualByComparingTo(new BigDecimal("1101.38"));
        assertThat(ledger.balances("USD").get("CASH")).isEqualByComparingTo("0");
    }

    @Test
    void booksTaxCreditVoidsAndDebtsGivenUp() {
        api.post("/v1/tax-rates", """
                        {"country": "DE", "rate_percent": 19, "inclusive": false, "name": "MwSt."}""").expect(201);
        var buyer = api.post("/v1/accounts", """
                        {"name": "Ada", "email": "ada@example.com", "currency": "EUR",
                         "address": {"country": "DE", "line1": "Weg 1", "city": "Bonn", "postal_code": "53111"}}""").expect(201).text("id");
        api.post("/v1/accounts/" + buyer + "/credits", """
                        {"amount": 1000, "currency": "EUR", "reason": "welcome", "expires_at": "2026-02-10T00:00:00Z"}""").expect(201);
        var line = "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"Work\", \"unit_amount\": \"%d\"}]}";
        var first =
                api.post("/v1/invoices", line.formatted(buyer, 500)).expect(201).text("id");
        var second = api.post("/v1/invoices", line.formatted(buyer, 10_000))
                .expect(201)
                .text("id");
        api.post("/v1/invoices/" + second + "/void", "").expect(200);
        var third = api.post("/v1/invoices", line.formatted(buyer, 2_000))
                .expect(201)
                .text("id");
        api.post("/v1/invoices/" + third + "/mark-uncollectible", "").expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");

        var ledger = new Ledger(api, "2026-01-01", "2026-03-01");
        ledger.assertBalances();
        var balances = ledger.balances("EUR");
        // 595 of the credit paid the first invoice, the rest of it the third, which asks for 2380 - 405.
        assertThat(api.get("/v1/invoices/" + first).expect(200).text("status")).isEqualTo("PAID");
        assertThat(balances.get("TAX_PAYABLE")).isEqualByComparingTo("-4.75");
        assertThat(balances.get("REVENUE")).isEqualByComparingTo("-25.00");
        assertThat(balances.get("RECEIVABLE")).isEqualByComparingTo("0");
        assertThat(balances.get("BAD_DEBT")).isEqualByComparingTo("19.75");
        assertThat(balances.get("CREDITS")).isEqualByComparingTo("0");
        assertThat(balances.get("PROMOTIONS")).isEqualByComparingTo("10.00");
    }

    @Test
    void booksCreditThatExpires() {
        api.post("/v1/accounts/" + account + "/credits", """
                        {"amount": 1000, "currency": "USD", "reason": "welcome", "expires_at": "2026-01-10T00:00:00Z"}""").expect(201);
        api.advanceTo("2026-02-01T00:00:00Z");

        var ledger = new Ledger(api, "2026-01-01", "2026-02-01");
        assertThat(ledger.rows()).hasSize(4);
        assertThat(ledger.balances("USD").get("CREDITS")).isEqualByComparingTo("0");
        assertThat(ledger.balances("USD").get("PROMOTIONS")).isEqualByComparingTo("0");
    }

    @Test
    void refusesRangesThatMakeNoSense() {
        api.get("/v1/analytics/journal?from=2026-02-01&to=2026-01-01").expectProblem(422, "validation_failed");
        api.get("/v1/analytics/revenue-recognition?from=2026-02-01&to=2026-01-01")
                .expectProblem(422, "validation_failed");
    }
}
