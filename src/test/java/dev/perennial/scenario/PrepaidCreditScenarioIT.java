package dev.perennial.scenario;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody pays 100 and gets 120 to spend: once, when he has paid, and no longer than his money is there. */
class PrepaidCreditScenarioIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void aCustomerWithACard() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
    }

    private Api.Answer buy(String more) {
        return buy(more, Map.of());
    }

    private Api.Answer buy(String more, Map<String, String> headers) {
        return api.post("/v1/credit-purchases", """
                {"account_id": "%s", "price": 10000, "credit": 12000, "description": "Package of 120"%s}""".formatted(account, more), headers);
    }

    private long balance() {
        return api.get("/v1/accounts/" + account).body().path("credit_balance").asLong();
    }

    private JsonNode purchase(String id) {
        return api.get("/v1/credit-purchases/" + id).expect(200).body();
    }

    private JsonNode grant() {
        return api.all("/v1/accounts/" + account + "/credits").getFirst();
    }

    private Api.Answer bill(long amount) {
        return api.post("/v1/invoices", """
                {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [{"description": "x", "unit_amount": "%d"}]}""".formatted(account, amount)).expect(201);
    }

    private Api.Answer refund(String invoice, long amount) {
        var payment = api.all("/v1/payments?invoice_id=" + invoice)
                .getFirst()
                .path("id")
                .asString();
        return api.post("/v1/payments/" + payment + "/refunds", "{\"amount\": " + amount + "}")
                .expect(201);
    }

    @Test
    void grantsWhatIsPaidForOnce() {
        var bought = buy("", Map.of("Idempotency-Key", "package")).expect(201);
        buy("", Map.of("Idempotency-Key", "package")).expect(201);

        assertThat(bought.text("status")).isEqualTo("GRANTED");
        assertThat(balance()).isEqualTo(12_000);
        assertThat(api.all("/v1/credit-purchases?account_id=" + account)).hasSize(1);
        assertThat(grant().path("id").asString()).isEqualTo(bought.text("credit_id"));
        var invoice = api.get("/v1/invoices/" + bought.text("invoice_id")).body();
        assertThat(invoice.path("total").asLong()).isEqualTo(10_000);
        assertThat(invoice.path("billing_reason").asString()).isEqualTo("CREDIT_PURCHASE");
        assertThat(bill(5000).body().path("credit_applied").asLong()).isEqualTo(5000);
    }

    @Test
    void isNeitherTaxedNorPaidByCredit() {
        api.post("/v1/tax-rates", "{\"country\": \"DE\", \"rate_percent\": 19, \"name\": \"MwSt.\"}")
                .expect(201);
        api.patch("/v1/accounts/" + account, "{\"address\": {\"country\": \"DE\"}}")
                .expect(200);
        buy("").expect(201);
        var second = buy("").expect(201);

        var invoice = api.get("/v1/invoices/" + second.text("invoice_id")).body();
        assertThat(invoice.path("tax_total").asLong()).isZero();
        assertThat(invoice.path("credit_applied").asLong()).isZero();
        assertThat(balance()).isEqualTo(24_000);
        assertThat(bill(10_000).body().path("tax_total").asLong()).isEqualTo(1900);
    }

    @Test
    void waitsForTheMoney() {
        var bought =
                buy(", \"collection\": \"SEND_INVOICE\", \"valid_days\": 30").expect(201);
        assertThat(bought.text("status")).isEqualTo("PENDING");
        assertThat(bought.body().path("credit_id").isNull()).isTrue();
        assertThat(balance()).isZero();

        api.advanceTo("2026-01-11T00:00:00Z");
        var path = "/v1/invoices/" + bought.text("invoice_id") + "/payments";
        api.post(path, "{\"amount\": 4000, \"method\": \"BANK_TRANSFER\"}").expect(201);
        assertThat(balance()).as("half of it is no package").isZero();
        api.post(path, "{\"amount\": 6000, \"method\": \"BANK_TRANSFER\"}").expect(201);

        assertThat(purchase(bought.text("id")).path("status").asString()).isEqualTo("GRANTED");
        assertThat(balance()).isEqualTo(12_000);
        assertThat(grant().path("expires_at").asString()).isEqualTo("2026-02-10T00:00:00Z");
        api.advanceTo("2026-02-10T00:00:00Z");
        assertThat(balance()).isZero();
        assertThat(grant().path("expired_amount").asLong()).isEqualTo(12_000);
    }

    @Test
    void isNotGrantedForWhatWasTakenBack() {
        var voided = buy(", \"collection\": \"SEND_INVOICE\"").expect(201);
        api.post("/v1/invoices/" + voided.text("invoice_id") + "/void", "").expect(200);
        var credited = buy(", \"collection\": \"SEND_INVOICE\"").expect(201);
        api.post(
                        "/v1/invoices/" + credited.text("invoice_id") + "/credit-notes",
                        "{\"amount\": 10000, \"reason\": \"mistake\"}")
                .expect(201);

        assertThat(purchase(voided.text("id")).path("status").asString()).isEqualTo("CANCELLED");
        assertThat(purchase(credited.text("id")).path("status").asString()).isEqualTo("CANCELLED");
        assertThat(balance()).isZero();
    }

    @Test
    void takesItsShareBackWithTheMoney() {
        var bought = buy("").expect(201);

        refund(bought.text("invoice_id"), 2500);

        assertThat(balance()).isEqualTo(9000);
        assertThat(grant().path("revoked_amount").asLong()).isEqualTo(3000);
        assertThat(api.all("/v1/events?type=credit.revoked")).hasSize(1);
    }

    @Test
    void leavesWhatIsSpent() {
        var bought = buy("").expect(201);
        bill(7000);

        refund(bought.text("invoice_id"), 10_000);

        assertThat(balance()).isZero();
        assertThat(grant().path("revoked_amount").asLong()).isEqualTo(5000);
        assertThat(purchase(bought.text("id")).path("status").asString()).isEqualTo("GRANTED");
    }

    @Test
    void aCreditNoteGivesBackWhatWasPaidAndNotMore() {
        var bought = buy("").expect(201);

        api.post(
                        "/v1/invoices/" + bought.text("invoice_id") + "/credit-notes",
                        "{\"amount\": 10000, \"reason\": \"changed my mind\"}")
                .expect(201);

        assertThat(balance()).as("100 that he paid, not 220").isEqualTo(10_000);
    }

    @Test
    void refusesWhatMakesNoSense() {
        buy(", \"valid_days\": 0").expectProblem(422, "validation_failed").expectField("valid_days");
        api.post(
                        "/v1/credit-purchases",
                        "{\"account_id\": \"01890000-0000-7000-8000-000000000001\", \"price\": 1, \"credit\": 1, \"description\": \"x\"}")
                .expectProblem(404, "account_not_found");
    }
}
