package dev.perennial.scenario;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.support.Api;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stripe charged, and a restored database does not know it: the books are compared, and what is missing is taken over.
 */
class GatewayBookScenarioIT extends StripeIT {
    private final Instant from = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    /** Whose invoices wait, since no card is charged. */
    private String cardless;

    @BeforeEach
    void accountWithoutCard() {
        cardless = api.account("UTC");
    }

    @Test
    void agreesWithStripeAboutWhatWasCharged() {
        api.subscribe(account, plan).expect(201);

        var comparison = compare();

        assertThat(comparison.path("gateway").asString()).isEqualTo("stripe");
        assertThat(comparison.path("charges").asInt()).isEqualTo(1);
        assertThat(comparison.path("differences")).isEmpty();
    }

    @Test
    void namesAndTakesOverAChargeThatWasLostHere() {
        var invoice = openInvoiceOf(cardless);
        var lost = chargedUnnoticed(invoice, 2900);

        var difference = compare().path("differences").get(0);

        assertThat(difference.path("kind").asString()).isEqualTo("MISSING_HERE");
        assertThat(difference.path("gateway_payment_id").asString()).isEqualTo(lost);
        assertThat(difference.path("invoice_id").asString()).isEqualTo(invoice);
        assertThat(difference.path("invoice_known").asBoolean()).isTrue();
        assertThat(difference.path("amount").asLong()).isEqualTo(2900);

        var payment = adopt(lost, "").expect(200).body();
        assertThat(payment.path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(payment.path("gateway_payment_id").asString()).isEqualTo(lost);
        assertThat(api.get("/v1/invoices/" + invoice).expect(200).text("status"))
                .isEqualTo("PAID");
        assertThat(compare().path("differences")).isEmpty();
        assertThat(adopt(lost, "").expect(200).text("id"))
                .isEqualTo(payment.path("id").asString());
    }

    @Test
    void takesAChargeOverOnTheInvoiceThatWasMadeAnew() {
        var lost = chargedUnnoticed("01a22cdd-22de-7000-a3df-8eacf64a1997", 2900);
        assertThat(compare().path("differences").get(0).path("invoice_known").asBoolean())
                .isFalse();
        adopt(lost, "").expectProblem(404, "invoice_not_found");
        var anew = openInvoiceOf(cardless);

        adopt(lost, ", \"invoice_id\": \"" + anew + "\"").expect(200);

        assertThat(api.get("/v1/invoices/" + anew).expect(200).text("status")).isEqualTo("PAID");
    }

    @Test
    void refusesAChargeThatDoesNotFit() {
        var invoice = openInvoiceOf(cardless);
        adopt(chargedUnnoticed(invoice, 2901), "").expectProblem(409, "payment_exceeds_due");
        var theirs = openInvoiceOf(api.account("UTC"));
        adopt(chargedUnnoticed(invoice, 2900), ", \"invoice_id\": \"" + theirs + "\"")
                .expectProblem(409, "other_account");
        adopt("pi_unheard_of", "").expectProblem(404, "gateway_charge_not_found");
        assertThat(newTenant()
                        .post("/v1/admin/gateway-book/compare", "{\"from\": \"" + from + "\"}")
                        .expect(200)
                        .body()
                        .path("differences"))
                .as("another tenant's charges")
                .isEmpty();
    }

    @Test
    void namesASecondChargeForAPaymentAndDoesNotTakeItOver() {
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        var invoice = api.invoicesOf(subscription).getFirst();
        var second = chargedUnnoticed(
                invoice.path("id").asString(), payment(invoice).path("id").asString(), 2900);

        var differences = compare().path("differences");

        assertThat(differences.findValuesAsString("gateway_payment_id")).containsExactly(second);
        assertThat(differences.findValuesAsString("kind")).containsExactly("MISSING_HERE");
        adopt(second, "").expectProblem(409, "charged_twice");
    }

    @Test
    void namesAPaymentThatStripeNeverMade() {
        api.post("/v1/invoices/" + openInvoiceOf(cardless) + "/payments", "{\"method\": \"BANK_TRANSFER\"}")
                .expect(201);
        owner().sql("""
                        update payment set gateway = 'stripe', offline_method = null, gateway_payment_id = 'pi_gone', sent_at = now()
                         where account_id = :account::uuid
                        """).param("account", cardless).update();

        var differences = compare().path("differences");

        assertThat(differences.findValuesAsString("kind")).containsExactly("MISSING_AT_GATEWAY");
    }

    @Test
    void refusesASpanThatIsNone() {
        api.post(
                        "/v1/admin/gateway-book/compare",
                        "{\"from\": \"2026-02-01T00:00:00Z\", \"to\": \"2026-02-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed");
        api.post(
                        "/v1/admin/gateway-book/compare",
                        "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-03-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed");
    }

    private JsonNode compare() {
        return api.post(
                        "/v1/admin/gateway-book/compare",
                        "{\"from\": \"%s\", \"to\": \"%s\"}".formatted(from, from.plus(2, ChronoUnit.HOURS)))
                .expect(200)
                .body();
    }

    private Api.Answer adopt(String charge, String more) {
        return api.post("/v1/admin/gateway-book/adopt", "{\"gateway_payment_id\": \"" + charge + "\"" + more + "}");
    }

    private String openInvoiceOf(String payer) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "lines": [{"description": "Set-up", "unit_amount": "2900"}]}
                        """.formatted(payer)).expect(201).text("id");
    }

    /** As a charge that succeeded after the moment to which the database was restored. */
    private String chargedUnnoticed(String invoiceId, long amount) {
        return chargedUnnoticed(invoiceId, UUID.randomUUID().toString(), amount);
    }

    private String chargedUnnoticed(String invoiceId, String paymentId, long amount) {
        FakeStripe.Payer payer = STRIPE.payer();
        return STRIPE.charge(
                payer,
                amount,
                Map.of(
                        "perennial_tenant_id",
                        TestTenants.tenantOf(owner(), api.key()).toString(),
                        "perennial_account_id",
                        cardless,
                        "perennial_invoice_id",
                        invoiceId,
                        "perennial_payment_id",
                        paymentId));
    }
}
