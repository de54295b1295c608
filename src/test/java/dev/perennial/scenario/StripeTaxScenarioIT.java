package dev.perennial.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe.Route;
import dev.perennial.payment.gateway.stripe.FakeStripeTax;
import dev.perennial.payment.gateway.stripe.Fault;

import static org.assertj.core.api.Assertions.assertThat;

/** Tax comes from Stripe: invoices wait for it, are charged with it, and Stripe is told of them. */
class StripeTaxScenarioIT extends StripeIT {
    private static final String GERMANY = "{\"country\": \"DE\", \"city\": \"Berlin\", \"postal_code\": \"10115\"}";
    /** In New York, but where? */
    private static final String NOWHERE =
            "{\"country\": \"US\", \"state\": \"NY\", \"city\": null, \"postal_code\": null}";

    private static final String NEW_YORK =
            "{\"country\": \"US\", \"state\": \"NY\", \"city\": \"New York\", \"postal_code\": \"10005\"}";

    @BeforeEach
    void stripeKnowsTheTax() {
        api.patch("/v1/tenant", "{\"tax\": {\"provider\": \"STRIPE_TAX\"}}").expect(200);
        at(GERMANY);
    }

    private void at(String address) {
        api.patch("/v1/accounts/" + account, "{\"address\": %s}".formatted(address))
                .expect(200);
    }

    private JsonNode sell() {
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        return api.invoicesOf(subscription).getFirst();
    }

    private JsonNode invoice(JsonNode known) {
        return api.get("/v1/invoices/" + known.path("id").asString())
                .expect(200)
                .body();
    }

    private JsonNode awaitStatus(JsonNode known, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(invoice(known).path("status").asString()).isEqualTo(status));
        return invoice(known);
    }

    private List<JsonObject> toldOf(JsonNode invoice) {
        var ids = new ArrayList<String>();
        ids.add("invoice-" + invoice.path("id").asString());
        return STRIPE.tax().transactions().stream()
                .filter(told -> told.get("reference").getAsString().startsWith(ids.getFirst())
                        || told.toString().contains(firstLine(invoice)))
                .toList();
    }

    private static String firstLine(JsonNode invoice) {
        return invoice.path("lines").path(0).path("id").asString();
    }

    private void awaitTold(JsonNode invoice, int times) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(toldOf(invoice)).hasSize(times));
    }

    @Test
    void waitsForItsTaxAndIsThenChargedAndToldOf() {
        var sold = sell();
        assertThat(sold.path("status").asString()).isIn("DRAFT", "PAID");

        var paid = awaitStatus(sold, "PAID");

        assertThat(paid.path("total").asLong()).isEqualTo(2900 + 551);
        assertThat(paid.path("amount_paid").asLong()).isEqualTo(3451);
        assertThat(paid.path("number").asString()).isNotEmpty();
        assertThat(paid.path("awaiting_tax").isNull()).isTrue();
        var line = paid.path("lines").path(0);
        assertThat(line.path("tax_reason").asString()).isEqualTo("CUSTOMER_LOCATION");
        var rate = line.path("taxes").path(0).path("rate");
        assertThat(rate.path("source").asString()).isEqualTo("STRIPE_TAX");
        assertThat(rate.path("rate_percent").asString()).isEqualTo("19");
        awaitTold(paid, 1);
        assertThat(FakeStripeTax.amounts(toldOf(paid).getFirst())).containsExactly(List.of(2900L, 551L));
        assertThat(types(paid)).contains("invoice.created", "invoice.finalized", "invoice.paid");

        // A third back: 967 without tax, and its share of the tax.
        api.post(
                        "/v1/invoices/" + paid.path("id").asString() + "/credit-notes",
                        "{\"amount\": 1150, \"reason\": \"Outage\", \"refund\": \"CREDIT\"}")
                .expect(201);
        awaitTold(paid, 2);
        var reversed = FakeStripeTax.amounts(toldOf(paid).getLast()).getFirst();
        assertThat(reversed.get(0) + reversed.get(1)).isEqualTo(-1150);
    }

    @Test
    void asksAgainWhenStripeIsAway() {
        STRIPE.next(Route.CALCULATE_TAX, Fault.serverErrorBefore());

        var waiting = sell();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(invoice(waiting)
                                .path("awaiting_tax")
                                .path("problem")
                                .asString())
                        .isEqualTo("tax_provider_unavailable"));

        assertThat(invoice(waiting).path("status").asString()).isEqualTo("DRAFT");
        assertThat(charged(waiting)).isZero();
        api.post("/v1/invoices/" + waiting.path("id").asString() + "/finalize", "")
                .expectProblem(409, "invoice_awaiting_tax");
        owner().sql("update tax_request set next_try_at = now() where invoice_id = :id::uuid")
                .param("id", waiting.path("id").asString())
                .update();
        assertThat(awaitStatus(waiting, "PAID").path("total").asLong()).isEqualTo(3451);
    }

    @Test
    void saysWhatIsWrongAndAsksAgainWhenTheAddressIsRight() {
        at(NOWHERE);
        var sold = sell();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(invoice(sold)
                                .path("awaiting_tax")
                                .path("problem")
                                .asString())
                        .isEqualTo("tax_location_invalid"));
        assertThat(invoice(sold).path("awaiting_tax").path("detail").asString()).contains("postal_code");

        at(NEW_YORK);

        var paid = awaitStatus(sold, "PAID");
        // 4 % and 4.5 % of 2900, each by itself: 116 and 130.5.
        assertThat(paid.path("tax_total").asLong()).isEqualTo(116 + 131);
        assertThat(paid.path("taxes")).hasSize(2);
    }

    @Test
    void previewsAskAtOnce() {
        var sale = "{\"account_id\": \"%s\", \"subscription\": {\"plan_code\": \"%s\"}}".formatted(account, plan);

        var preview = api.post("/v1/invoices/preview", sale).expect(200).body();
        STRIPE.next(Route.CALCULATE_TAX, Fault.serverErrorBefore());
        api.post("/v1/invoices/preview", sale).expectProblem(503, "tax_provider_unavailable");
        at(NOWHERE);
        api.post("/v1/invoices/preview", sale)
                .expectProblem(422, "validation_failed")
                .expectField("account_id");

        assertThat(preview.path("total").asLong()).isEqualTo(3451);
        assertThat(api.all("/v1/invoices")).isEmpty();
    }

    @Test
    void whoNeedsNoTaxPaysNone() {
        api.patch("/v1/accounts/" + account, "{\"tax_id\": \"FR40303265045\", \"address\": {\"country\": \"FR\"}}")
                .expect(200);
        var reversed = awaitStatus(sell(), "PAID");
        api.patch("/v1/accounts/" + account, "{\"tax_id\": null, \"tax_exempt\": true}")
                .expect(200);
        var exempt = awaitStatus(sell(), "PAID");

        assertThat(reversed.path("total").asLong()).isEqualTo(2900);
        assertThat(reversed.path("lines").path(0).path("tax_reason").asString()).isEqualTo("REVERSE_CHARGE");
        assertThat(exempt.path("lines").path(0).path("tax_reason").asString()).isEqualTo("EXEMPT");
    }

    @Test
    void givesUnusedTimeBackWithItsTaxAndSpendsTheCreditWhenItIsFinal() {
        var sold = awaitStatus(sell(), "PAID");
        awaitTold(sold, 1);
        api.monthlyPlan("pro", 5800);
        api.advanceTo("2026-01-16T12:00:00Z");

        api.post("/v1/subscriptions/" + sold.path("subscription_id").asString() + "/change", "{\"plan_code\": \"pro\"}")
                .expect(200);
        var change = api.invoicesOf(sold.path("subscription_id").asString()).getLast();
        var paid = awaitStatus(change, "PAID");

        // 16 of 31 days: 1497 back with 284 of tax, 2994 on with 569.
        assertThat(paid.path("subtotal").asLong()).isEqualTo(2994 - 1497);
        assertThat(paid.path("tax_total").asLong()).isEqualTo(569 - 284);
        awaitTold(sold, 2);
        assertThat(FakeStripeTax.amounts(toldOf(sold).getLast())).containsExactly(List.of(-1497L, -284L));
    }

    @Test
    void renewsAndBillsByHand() {
        var sold = awaitStatus(sell(), "PAID");
        api.advanceTo("2026-02-01T12:00:00Z");
        var renewed = awaitStatus(
                api.invoicesOf(sold.path("subscription_id").asString()).getLast(), "PAID");
        var byHand =
                api.post("/v1/invoices", """
                        {"account_id": "%s", "lines": [{"description": "Work", "unit_amount": "1000"},
                         {"description": "Goodwill", "unit_amount": "-100"}]}""".formatted(account)).expect(201).body();

        assertThat(renewed.path("total").asLong()).isEqualTo(3451);
        assertThat(renewed.path("issued_at").asString()).startsWith("2026-02-01");
        // Taxed is what is left of the work: 900.
        assertThat(awaitStatus(byHand, "PAID").path("total").asLong()).isEqualTo(900 + 171);
    }

    @Test
    void aVoidedDraftIsNotAskedForAnyMore() {
        at(NOWHERE);
        var draft = sell();
        api.post("/v1/invoices/" + draft.path("id").asString() + "/void", "").expect(200);

        at(NEW_YORK);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                owner().sql("select count(*) from tax_request where invoice_id = :id::uuid")
                                        .param("id", draft.path("id").asString())
                                        .query(Long.class)
                                        .single())
                        .isZero());
        assertThat(invoice(draft).path("status").asString()).isEqualTo("VOID");
    }

    private List<JsonNode> awaitRefused(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(api.all("/v1/admin/tax-filings")).hasSize(count));
        return api.all("/v1/admin/tax-filings");
    }

    @Test
    void whatStripeRefusesToHearOfWaitsForAPersonWhoHasItToldAgain() {
        STRIPE.next(Route.RECORD_TAX, Fault.invalidRequest("resource_missing"));
        var sold = awaitStatus(sell(), "PAID");

        var refused = awaitRefused(1).getFirst();

        assertThat(refused.path("invoice_id")).isEqualTo(sold.path("id"));
        assertThat(refused.path("kind").asString()).isEqualTo("RECORD");
        assertThat(refused.path("problem").asString()).isEqualTo("resource_missing");
        assertThat(toldOf(sold)).isEmpty();
        assertThat(api.as("").get("/metrics").expect(200).http().body())
                .containsPattern("(?m)^perennial_tax_filings_refused\\S* [1-9]");
        assertThat(api.post("/v1/admin/tax-filings/retry", "")
                        .expect(202)
                        .body()
                        .path("filings")
                        .asInt())
                .isEqualTo(1);
        awaitTold(sold, 1);
        awaitRefused(0);
        assertThat(api.all("/v1/audit-logs?entity_type=admin_action")
                        .getFirst()
                        .path("action")
                        .asString())
                .isEqualTo("admin.tax_filings_retried");
    }

    @Test
    void whatSomebodyToldStripeByHandIsToldNoMore() {
        STRIPE.next(Route.RECORD_TAX, Fault.invalidRequest("resource_missing"));
        var sold = awaitStatus(sell(), "PAID");
        var dismiss =
                "/v1/admin/tax-filings/" + awaitRefused(1).getFirst().path("id").asString() + "/dismiss";

        api.post(dismiss, "").expect(204);

        awaitRefused(0);
        api.post(dismiss, "").expectProblem(409, "tax_filing_not_refused");
        assertThat(api.post("/v1/admin/tax-filings/retry", "")
                        .expect(202)
                        .body()
                        .path("filings")
                        .asInt())
                .isZero();
        assertThat(toldOf(sold)).isEmpty();
    }
}
