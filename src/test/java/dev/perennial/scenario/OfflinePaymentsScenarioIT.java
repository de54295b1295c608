package dev.perennial.scenario;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Invoices paid by bank transfer, check and cash, at once or bit by bit. */
class OfflinePaymentsScenarioIT extends PerennialIT {
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
    }

    @Test
    void paysAnInvoiceBitByBit() {
        var invoice = sentInvoice();

        var first = pay(invoice, "{\"amount\": 4000, \"method\": \"bank_transfer\", \"reference\": \"TRN-815\"}")
                .expect(201);
        assertThat(first.text("status")).isEqualTo("SUCCEEDED");
        assertThat(first.text("gateway")).isEqualTo("offline");
        assertThat(first.text("method")).isEqualTo("BANK_TRANSFER");
        assertThat(first.text("reference")).isEqualTo("TRN-815");
        var half = api.get("/v1/invoices/" + invoice);
        assertThat(half.text("status")).isEqualTo("OPEN");
        assertThat(half.body().path("amount_paid").asLong()).isEqualTo(4000);
        assertThat(half.body().path("amount_due").asLong()).isEqualTo(6000);
        pay(invoice, "{\"amount\": 6001, \"method\": \"CASH\"}").expectProblem(409, "payment_exceeds_due");

        var rest = pay(invoice, "{\"method\": \"CASH\"}").expect(201);

        assertThat(rest.body().path("amount").asLong()).isEqualTo(6000);
        assertThat(rest.body().path("attempt").asInt()).isEqualTo(2);
        var paid = api.get("/v1/invoices/" + invoice);
        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(paid.body().path("attempt_count").asInt())
                .as("nobody tried to collect")
                .isZero();
        assertThat(types(invoice)).containsExactly("invoice.paid", "invoice.finalized");
        assertThat(types(first.text("id"))).containsExactly("payment.succeeded");
        assertThat(api.all("/v1/payments?invoice_id=" + invoice)).hasSize(2);
        pay(invoice, "{\"method\": \"CASH\"}").expectProblem(409, "invoice_not_payable");
    }

    @Test
    void givesAReceiptForEveryPaymentThatBroughtMoney() {
        var invoice = sentInvoice();
        var payment = pay(invoice, "{\"amount\": 4000, \"method\": \"BANK_TRANSFER\", \"reference\": \"<TRN-815>\"}")
                .expect(201)
                .text("id");

        var page = api.get("/v1/payments/" + payment + "/receipt/html").expect(200);
        assertThat(page.http().body())
                .contains("Receipt INV-000001-1", "$40.00", "bank transfer", "&lt;TRN-815&gt;", "Ada Lovelace Ltd");
        assertThat(page.http().headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        var file = api.get("/v1/payments/" + payment + "/receipt/pdf").expect(200);
        assertThat(file.http().body()).startsWith("%PDF");
        assertThat(file.http().headers().firstValue("Content-Disposition"))
                .hasValue("inline; filename=\"INV-000001-receipt-1.pdf\"");

        var declined = api.subscribe(api.accountPayingBy("pm_card_chargeDeclined"), api.monthlyPlan("team", 2900))
                .expect(201)
                .text("latest_invoice_id");
        var failed = api.all("/v1/payments?invoice_id=" + declined)
                .getFirst()
                .path("id")
                .asString();
        api.get("/v1/payments/" + failed + "/receipt/html").expectProblem(409, "payment_not_successful");
    }

    @Test
    void countsARepeatedRequestOnce() {
        var invoice = sentInvoice();
        var key = Map.of("Idempotency-Key", "transfer-815");
        var body = "{\"amount\": 2500, \"method\": \"BANK_TRANSFER\"}";

        var first = api.post("/v1/invoices/" + invoice + "/payments", body, key).expect(201);
        var again = api.post("/v1/invoices/" + invoice + "/payments", body, key).expect(201);

        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(api.get("/v1/invoices/" + invoice).body().path("amount_due").asLong())
                .isEqualTo(7500);
    }

    @Test
    void bringsASubscriptionBackWhoseCardWasDeclined() {
        var plan = api.monthlyPlan("team", 2900);
        var subscription = api.subscribe(api.accountPayingBy("pm_card_chargeDeclined"), plan)
                .expect(201)
                .text("id");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();

        pay(invoice, "{\"method\": \"CHECK\", \"reference\": \"no. 4711\"}").expect(201);

        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("ACTIVE");
    }

    @Test
    void refusesMoneyThatTheGatewayMayStillCollect() {
        var plan = api.monthlyPlan("team", 2900);
        var subscription = api.subscribe(api.accountPayingBy("pm_simulated_timeout"), plan)
                .expect(201)
                .text("id");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();

        pay(invoice, "{\"method\": \"CASH\"}").expectProblem(409, "payment_in_flight");
    }

    @Test
    void checksWhatItIsTold() {
        var invoice = sentInvoice();

        pay(invoice, "{\"amount\": 100}")
                .expectProblem(422, "validation_failed")
                .expectField("method");
        pay(invoice, "{\"amount\": 0, \"method\": \"CASH\"}")
                .expectProblem(422, "validation_failed")
                .expectField("amount");
        pay(invoice, "{\"method\": \"by pigeon\"}")
                .expectProblem(422, "validation_failed")
                .expectField("method");
        pay(invoice, "{\"method\": \"CASH\", \"status\": \"FAILED\"}").expectProblem(400, "unknown_field");
        pay(UUID.randomUUID().toString(), "{\"method\": \"CASH\"}").expectProblem(404, "invoice_not_found");
    }

    private String sentInvoice() {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [
                          {"description": "Workshop", "unit_amount": "10000"}]}""".formatted(api.account("UTC")))
                .expect(201)
                .text("id");
    }

    private Api.Answer pay(String invoice, String body) {
        return api.post("/v1/invoices/" + invoice + "/payments", body);
    }

    private List<String> types(String objectId) {
        return api.all("/v1/events?object_id=" + objectId).stream()
                .map(event -> event.path("type").asString())
                .toList();
    }
}
