package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Tax on invoices: by place and day, in prices and on top of them, and given back as it was billed. */
class TaxScenarioIT extends PerennialIT {
    private Api api;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        plan = api.monthlyPlan("team", 3100);
    }

    private String customer(String address, String more) {
        var account = api.post("/v1/accounts", """
                        {"name": "Ada Lovelace Ltd", "email": "ada@example.com", "currency": "USD", "address": %s%s}""".formatted(address, more))
                .expect(201)
                .text("id");
        api.attach(account, "pm_card_visa");
        return account;
    }

    private void rate(String country, String percent, String more) {
        api.post("/v1/tax-rates", """
                {"country": "%s", "rate_percent": %s, "inclusive": false, "name": "VAT"%s}""".formatted(country, percent, more)).expect(201);
    }

    private JsonNode firstInvoice(String account) {
        return api.invoicesOf(api.subscribe(account, plan).expect(201).text("id"))
                .getFirst();
    }

    @Test
    void addsTaxOfWhereTheCustomerIs() {
        rate("DE", "19", "");
        rate("FR", "20", "");

        var invoice = firstInvoice(customer("{\"country\": \"DE\"}", ""));

        assertThat(invoice.path("subtotal").asLong()).isEqualTo(3100);
        assertThat(invoice.path("tax_total").asLong()).isEqualTo(589);
        assertThat(invoice.path("total").asLong()).isEqualTo(3689);
        assertThat(invoice.path("amount_paid").asLong()).isEqualTo(3689);
        var line = invoice.path("lines").get(0);
        assertThat(line.path("tax_amount").asLong()).isEqualTo(589);
        assertThat(line.path("tax_reason").asString()).isEqualTo("CUSTOMER_LOCATION");
        assertThat(line.path("taxes").get(0).path("rate").path("rate_percent").asString())
                .isEqualTo("19");
        assertThat(line.path("taxes").get(0).path("rate").path("source").asString())
                .isEqualTo("TABLE");
        assertThat(invoice.path("taxes").get(0).path("taxable_amount").asLong()).isEqualTo(3100);
    }

    @Test
    void addsUpTheRatesOfStateAndCity() {
        rate("US", "\"4\"", ", \"state\": \"NY\"");
        rate("US", "\"4.5\"", ", \"state\": \"NY\", \"city\": \"New York\"");

        var inTown = firstInvoice(customer("{\"country\": \"US\", \"state\": \"NY\", \"city\": \"New York\"}", ""));
        var upstate = firstInvoice(customer("{\"country\": \"US\", \"state\": \"NY\"}", ""));

        // 4 % of 31.00 is 1.24, 4.5 % is 1.395.
        assertThat(inTown.path("taxes")).hasSize(2);
        assertThat(inTown.path("tax_total").asLong()).isEqualTo(124 + 140);
        assertThat(upstate.path("tax_total").asLong()).isEqualTo(124);
    }

    @Test
    void takesTaxOutOfPricesThatHoldIt() {
        api.post(
                        "/v1/tax-rates",
                        "{\"country\": \"DE\", \"rate_percent\": \"19\", \"inclusive\": true, \"name\": \"MwSt.\"}")
                .expect(201);

        var invoice = firstInvoice(customer("{\"country\": \"DE\"}", ""));

        // 31.00 hold 4.95 of tax.
        assertThat(invoice.path("total").asLong()).isEqualTo(3100);
        assertThat(invoice.path("tax_total").asLong()).isEqualTo(495);
        assertThat(invoice.path("subtotal").asLong()).isEqualTo(2605);
    }

    @Test
    void taxesNobodyWhoIsExemptOrAccountsForItHimself() {
        api.patch("/v1/tenant", "{\"tax\": {\"seller_country\": \"FR\"}}").expect(200);
        rate("FR", "20", "");
        rate("IT", "22", "");

        var exempt = firstInvoice(customer("{\"country\": \"FR\"}", ", \"tax_exempt\": true"));
        var business = firstInvoice(customer("{\"country\": \"IT\"}", ", \"tax_id\": \"IT 12345678901\""));
        var consumer = firstInvoice(customer("{\"country\": \"IT\"}", ""));
        var abroad = firstInvoice(customer("{\"country\": \"CH\"}", ""));

        assertThat(List.of(exempt, business, consumer, abroad))
                .extracting(invoice ->
                        invoice.path("lines").get(0).path("tax_reason").asString())
                .containsExactly("EXEMPT", "REVERSE_CHARGE", "CUSTOMER_LOCATION", "NO_RATE");
        assertThat(consumer.path("tax_total").asLong()).isEqualTo(682);
        assertThat(business.path("tax_total").asLong()).isZero();
    }

    @Test
    void billsTheRateOfTheDayAndGivesBackWhatWasBilled() {
        rate("DE", "16", ", \"valid_to\": \"2026-02-01\"");
        rate("DE", "19", ", \"valid_from\": \"2026-02-01\"");
        var account = customer("{\"country\": \"DE\"}", "");
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        api.advanceTo("2026-02-11T12:00:00Z");
        var archived = api.all("/v1/tax-rates?country=DE").getFirst().path("id").asString();
        api.post("/v1/tax-rates/" + archived + "/archive", "").expect(200);

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        var invoices = api.invoicesOf(subscription);
        assertThat(invoices)
                .extracting(invoice -> invoice.path("tax_total").asLong())
                // 17 of 28 days come back: 18.82, with the 19 % that were billed for them, though the rate is gone.
                .containsExactly(496L, 589L, -358L);
        assertThat(invoices.getLast().path("total").asLong()).isEqualTo(-1882 - 358);
    }

    @Test
    void previewsSayWhatIsThenBilled() {
        rate("DE", "19", "");
        var account = customer("{\"country\": \"DE\"}", "");

        var preview = api.post("/v1/invoices/preview", """
                        {"account_id": "%s", "subscription": {"plan_code": "team"}}""".formatted(account))
                .expect(200)
                .body();
        var invoice = firstInvoice(account);

        for (var field : List.of("subtotal", "tax_total", "total", "amount_due", "taxes")) {
            assertThat(preview.path(field))
                    .as(field)
                    .isEqualTo(field.equals("amount_due") ? invoice.path("amount_paid") : invoice.path(field));
        }
    }

    @Test
    void taxesADraftByTheDayOnWhichItBecomesFinal() {
        rate("DE", "16", ", \"valid_to\": \"2026-02-01\"");
        rate("DE", "19", ", \"valid_from\": \"2026-02-01\"");
        var account = customer("{\"country\": \"DE\"}", "");
        var draft = api.post("/v1/invoices", """
                        {"account_id": "%s", "finalize": false, "lines": [{"description": "Workshop", "unit_amount": "10000"}]}""".formatted(account)).expect(201);
        assertThat(draft.body().path("tax_total").asLong()).isEqualTo(1600);
        api.advanceTo("2026-02-01T00:00:00Z");

        var invoice = api.post("/v1/invoices/" + draft.text("id") + "/finalize", "")
                .expect(200)
                .body();

        assertThat(invoice.path("tax_total").asLong()).isEqualTo(1900);
        assertThat(invoice.path("total").asLong()).isEqualTo(11_900);
        assertThat(invoice.path("status").asString()).isEqualTo("PAID");
    }

    @Test
    void refusesRatesThatMakeNoSense() {
        for (var wrong : List.of(
                "{\"country\": \"Germany\", \"rate_percent\": \"19\", \"name\": \"x\"}",
                "{\"country\": \"DE\", \"rate_percent\": \"101\", \"name\": \"x\"}",
                "{\"country\": \"DE\", \"rate_percent\": \"-1\", \"name\": \"x\"}",
                "{\"country\": \"DE\", \"rate_percent\": \"19\"}",
                "{\"country\": \"US\", \"city\": \"Troy\", \"rate_percent\": \"19\", \"name\": \"x\"}",
                "{\"country\": \"DE\", \"rate_percent\": \"19\", \"name\": \"x\", \"valid_from\": \"2026-02-01\", \"valid_to\": \"2026-02-01\"}")) {
            api.post("/v1/tax-rates", wrong).expectProblem(422, "validation_failed");
        }
        assertThat(api.all("/v1/tax-rates")).isEmpty();
        api.get("/v1/tax-rates/01890000-0000-7000-8000-000000000001").expectProblem(404, "tax_rate_not_found");
    }

    @Test
    void taxesABusinessWhoseIdTheRegistryDoesNotKnow() {
        api.patch("/v1/tenant", "{\"tax\": {\"seller_country\": \"FR\"}}").expect(200);
        rate("IT", "22", "");
        var account = customer("{\"country\": \"IT\"}", ", \"tax_id\": \"IT12345678901\"");
        assertThat(status(account)).isEqualTo("UNKNOWN");

        owner().sql(
                        "update vat_id_check set status = 'INVALID', next_check_at = null where account_id = :account::uuid")
                .param("account", account)
                .update();

        assertThat(firstInvoice(account).path("tax_total").asLong()).isEqualTo(682);
        api.patch("/v1/accounts/" + account, "{\"tax_id\": \"IT12345678902\"}").expect(200);
        assertThat(status(account)).as("another id is asked for anew").isEqualTo("UNKNOWN");
    }

    private String status(String account) {
        return owner().sql("select status from vat_id_check where account_id = :account::uuid")
                .param("account", account)
                .query(String.class)
                .single();
    }
}
