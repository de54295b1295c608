package dev.perennial.scenario;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of an invoice when its payment goes well, badly, or silent. */
class PaymentsScenarioIT extends PerennialIT {
    private Api api;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        plan = api.monthlyPlan("team", 2900);
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds, insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard, expired_card"
    })
    void leavesADeclinedInvoiceOpenAndTheSubscriptionPastDue(String token, String code) {
        var subscription = api.subscribe(api.accountPayingBy(token), plan).expect(201);

        assertThat(subscription.text("status")).isEqualTo("PAST_DUE");
        var invoice = invoice(subscription);
        assertThat(invoice.path("status").asString()).isEqualTo("OPEN");
        assertThat(invoice.path("amount_due").asLong()).isEqualTo(2900);
        assertThat(invoice.path("attempt_count").asInt()).isEqualTo(1);
        var payment = payment(invoice);
        assertThat(payment.path("status").asString()).isEqualTo("FAILED");
        assertThat(payment.path("failure_code").asString()).isEqualTo(code);
        assertThat(types(subscription.text("id"))).startsWith("subscription.past_due");
        assertThat(types(invoice.path("id").asString())).startsWith("invoice.payment_failed");
    }

    @Test
    void settlesATimeOutWithOneCharge() {
        var subscription =
                api.subscribe(api.accountPayingBy("pm_simulated_timeout"), plan).expect(201);
        var invoice = invoice(subscription);
        var payment = payment(invoice);
        assertThat(payment.path("status").asString()).isEqualTo("UNKNOWN");
        assertThat(invoice.path("status").asString()).isEqualTo("OPEN");
        assertThat(subscription.text("status")).as("silence is no decline").isEqualTo("ACTIVE");
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "").expectProblem(409, "payment_in_flight");
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/void", "").expectProblem(409, "payment_in_flight");

        var settled = api.post("/v1/payments/" + payment.path("id").asString() + "/reconcile", "")
                .expect(200);

        assertThat(settled.text("status")).isEqualTo("SUCCEEDED");
        assertThat(invoice(subscription).path("status").asString()).isEqualTo("PAID");
        assertThat(charges(payment)).isEqualTo(1);
        api.post("/v1/payments/" + payment.path("id").asString() + "/reconcile", "")
                .expect(200);
        assertThat(charges(payment)).isEqualTo(1);
    }

    @Test
    void settlesTimeOutsAsTimePasses() {
        var subscription =
                api.subscribe(api.accountPayingBy("pm_simulated_timeout"), plan).expect(201);

        api.advanceBy("P3M");

        assertThat(api.invoicesOf(subscription.text("id")))
                .hasSize(4)
                .allSatisfy(
                        invoice -> assertThat(invoice.path("status").asString()).isEqualTo("PAID"));
        assertThat(api.all("/v1/payments")).hasSize(4);
    }

    @Test
    void waitsForACustomerWhoMustConfirm() {
        var subscription = api.subscribe(api.accountPayingBy("pm_card_authenticationRequired"), plan)
                .expect(201);

        assertThat(subscription.text("status")).isEqualTo("PAST_DUE");
        var payment = payment(invoice(subscription));
        assertThat(payment.path("status").asString()).isEqualTo("REQUIRES_ACTION");
        assertThat(types(payment.path("id").asString())).startsWith("payment.requires_action");
    }

    @Test
    void collectsAnotherWayWhenTheCustomerDoesNotConfirm() {
        var account = api.accountPayingBy("pm_card_authenticationRequired");
        var subscription = api.subscribe(account, plan).expect(201);
        var invoice = invoice(subscription);
        var waiting = payment(invoice);

        api.attach(account, "pm_card_visa");

        assertThat(invoice(subscription).path("status").asString()).isEqualTo("PAID");
        assertThat(api.get("/v1/payments/" + waiting.path("id").asString()).text("status"))
                .isEqualTo("CANCELLED");
        assertThat(types(waiting.path("id").asString())).startsWith("payment.cancelled");
        assertThat(charges(payment(invoice))).isEqualTo(1);
        assertThat(charges(waiting)).isZero();
    }

    @Test
    void takesBackWhatWaitsForTheCustomerBeforeTheInvoiceIsVoided() {
        var subscription = api.subscribe(api.accountPayingBy("pm_card_authenticationRequired"), plan)
                .expect(201);
        var invoice = invoice(subscription);

        api.post("/v1/invoices/" + invoice.path("id").asString() + "/void", "").expect(200);

        assertThat(payment(invoice).path("status").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void savesTheCardThatACustomerChoseOnThePageOfTheSimulatedGateway() throws Exception {
        var account = api.account("UTC");
        var page = api.post(
                        "/v1/accounts/" + account + "/payment-method-setups",
                        "{\"return_url\": \"https://shop.example/account\"}")
                .expect(201);
        var browser = HttpClient.newHttpClient();
        var address = URI.create(page.text("url"));

        var shown = browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        var chosen = browser.send(
                HttpRequest.newBuilder(URI.create(address + "?token=pm_card_mastercard"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(shown.body()).contains("pm_card_visa");
        assertThat(chosen.statusCode()).isEqualTo(303);
        assertThat(chosen.headers().firstValue("Location")).hasValue("https://shop.example/account");
        assertThat(api.get("/v1/payment-method-setups/" + page.text("id")).text("status"))
                .isEqualTo("COMPLETED");
        assertThat(api.subscribe(account, plan).expect(201).text("status")).isEqualTo("ACTIVE");
        assertThat(browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .as("once")
                .isEqualTo(404);
    }

    @Test
    void failsWithoutAPaymentMethodAndIsPaidOnceThereIsOne() {
        var account = api.account("UTC");
        var subscription = api.subscribe(account, plan).expect(201);
        var invoice = invoice(subscription);
        assertThat(subscription.text("status")).isEqualTo("PAST_DUE");
        assertThat(payment(invoice).path("failure_code").asString()).isEqualTo("payment_method_missing");

        api.attach(account, "pm_card_mastercard");

        assertThat(invoice(subscription).path("status").asString()).isEqualTo("PAID");
        assertThat(api.get("/v1/subscriptions/" + subscription.text("id")).text("status"))
                .isEqualTo("ACTIVE");
        assertThat(api.all("/v1/payments?invoice_id=" + invoice.path("id").asString()))
                .hasSize(2);
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "")
                .expectProblem(409, "invoice_not_payable");
    }

    @Test
    void staysPastDueUntilTheLastDebtIsPaid() {
        var account = api.accountPayingBy("pm_card_chargeDeclined");
        var subscription = api.subscribe(account, plan).expect(201);
        api.advanceBy("P1M");
        var invoices = api.invoicesOf(subscription.text("id"));
        assertThat(invoices).hasSize(2);
        assertThat(status(subscription)).isEqualTo("PAST_DUE");

        payByCheck(invoices.get(0));
        assertThat(status(subscription)).isEqualTo("PAST_DUE");
        payByCheck(invoices.get(1));

        assertThat(status(subscription)).isEqualTo("ACTIVE");
    }

    @Test
    void doesNotChargeInvoicesThatAreSent() {
        var account = api.accountPayingBy("pm_card_visa");
        var subscription =
                api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "collection": "SEND_INVOICE"}""".formatted(account, plan)).expect(201);

        assertThat(subscription.text("status")).isEqualTo("ACTIVE");
        assertThat(invoice(subscription).path("status").asString()).isEqualTo("OPEN");
        assertThat(api.all("/v1/payments")).isEmpty();
    }

    @Test
    void refusesChargesOfDetachedMethods() {
        var account = api.account("UTC");
        var method = api.attach(account, "pm_card_visa");

        api.delete("/v1/payment-methods/" + method).expect(200);

        assertThat(api.get("/v1/accounts/" + account)
                        .body()
                        .path("default_payment_method_id")
                        .isNull())
                .isTrue();
        var subscription = api.subscribe(account, plan).expect(201);
        assertThat(payment(invoice(subscription)).path("failure_code").asString())
                .isEqualTo("payment_method_missing");
        api.delete("/v1/payment-methods/" + method).expectProblem(404, "payment_method_not_found");
    }

    private void payByCheck(JsonNode invoice) {
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/payments", "{\"method\": \"CHECK\"}")
                .expect(201);
    }

    private String status(Api.Answer subscription) {
        return api.get("/v1/subscriptions/" + subscription.text("id")).text("status");
    }

    private JsonNode invoice(Api.Answer subscription) {
        return api.invoicesOf(subscription.text("id")).getLast();
    }

    private JsonNode payment(JsonNode invoice) {
        return api.all("/v1/payments?invoice_id=" + invoice.path("id").asString())
                .getFirst();
    }

    private List<String> types(String objectId) {
        return api.all("/v1/events?object_id=" + objectId).stream()
                .map(event -> event.path("type").asString())
                .toList();
    }

    private long charges(JsonNode payment) {
        return owner().sql(
                        "select count(*) from simulated_charge where payment_id = :id::uuid and outcome = 'SUCCEEDED'")
                .param("id", payment.path("id").asString())
                .query(Long.class)
                .single();
    }
}
