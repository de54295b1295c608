package dev.perennial.scenario;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.Fault;
import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;
import dev.perennial.support.TestTenants;
import dev.perennial.tenant.TenantMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole service with the real Stripe adapter, against a local server that behaves and misbehaves as Stripe does. */
@DirtiesContext
class StripeScenarioIT extends PerennialIT {
    private static final FakeStripe STRIPE = FakeStripe.start();

    @Autowired
    private TestTenants tenants;

    private Api api;
    private String account;
    private String plan;

    @DynamicPropertySource
    static void stripe(DynamicPropertyRegistry properties) {
        properties.add("perennial.stripe.secret-key", () -> FakeStripe.SECRET_KEY);
        properties.add("perennial.stripe.api-base", () -> STRIPE.url().toString());
        properties.add("perennial.stripe.read-timeout", () -> "1s");
    }

    @AfterAll
    static void stop() {
        STRIPE.close();
    }

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.account("UTC");
        api.attach(account, "pm_card_visa");
        plan = api.monthlyPlan("team", 2900);
    }

    private JsonNode subscribeAnd(Fault fault) {
        STRIPE.next(FakeStripe.Route.CHARGE, fault);
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        return api.invoicesOf(subscription).getFirst();
    }

    private JsonNode payment(JsonNode invoice) {
        return api.all("/v1/payments?invoice_id=" + invoice.path("id").asString())
                .getFirst();
    }

    private long charged(JsonNode invoice) {
        return STRIPE.charges().stream()
                .filter(charge ->
                        invoice.path("id").asString().equals(charge.metadata().get("perennial_invoice_id")))
                .count();
    }

    @Test
    void chargesOnceAndPaysTheInvoice() {
        var invoice = subscribeAnd(Fault.none());

        assertThat(invoice.path("status").asString()).isEqualTo("PAID");
        assertThat(payment(invoice).path("gateway").asString()).isEqualTo("stripe");
        assertThat(payment(invoice).path("gateway_payment_id").asString()).startsWith("pi_");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void keepsTheDeclineCode() {
        var invoice = subscribeAnd(Fault.decline("insufficient_funds"));

        assertThat(invoice.path("status").asString()).isEqualTo("OPEN");
        assertThat(payment(invoice).path("status").asString()).isEqualTo("FAILED");
        assertThat(payment(invoice).path("failure_code").asString()).isEqualTo("insufficient_funds");
        assertThat(charged(invoice)).isZero();
    }

    static Fault[] silences() {
        return new Fault[] {
            Fault.timeoutAfter(),
            Fault.timeoutBefore(),
            Fault.closedAfter(),
            Fault.closedBefore(),
            Fault.garbage(),
            Fault.conflict()
        };
    }

    @ParameterizedTest
    @MethodSource("silences")
    void settlesSilenceWithOneCharge(Fault fault) {
        var invoice = subscribeAnd(fault);
        var payment = payment(invoice);
        assertThat(payment.path("status").asString()).isEqualTo("UNKNOWN");

        var settled = api.post("/v1/payments/" + payment.path("id").asString() + "/reconcile", "")
                .expect(200);

        assertThat(settled.text("status")).isEqualTo("SUCCEEDED");
        assertThat(api.get("/v1/invoices/" + invoice.path("id").asString()).text("status"))
                .isEqualTo("PAID");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void sendsAgainWhatStripeTurnedAwayUnheard() {
        var invoice = subscribeAnd(Fault.rateLimited());
        var payment = payment(invoice);
        assertThat(payment.path("status").asString()).isEqualTo("PENDING");

        api.post("/v1/payments/" + payment.path("id").asString() + "/reconcile", "")
                .expect(200);

        assertThat(payment(invoice).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void refusesLiveTenantsOnATestKey() {
        var live = api.as(tenants.create("live", TenantMode.LIVE));

        live.post("/v1/accounts/" + live.account("UTC") + "/payment-methods", "{\"token\": \"pm_card_visa\"}")
                .expectProblem(409, "gateway_not_configured");
    }
}
