package dev.perennial.scenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.Fault;
import dev.perennial.support.TestTenants;
import dev.perennial.tenant.TenantMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of an invoice when Stripe answers well, badly, late or not at all. */
class StripeScenarioIT extends StripeIT {
    @Autowired
    private TestTenants tenants;

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
    void carriesALinkOnWhichTheCustomerConfirms() {
        api.attach(account, "pm_card_authenticationRequired");

        var invoice = subscribeAnd(Fault.none());

        var waiting = payment(invoice);
        assertThat(waiting.path("status").asString()).isEqualTo("REQUIRES_ACTION");
        assertThat(waiting.path("action_url").asString()).startsWith("https://hooks.stripe.com/3ds/");
        assertThat(types(waiting)).startsWith("payment.requires_action");

        STRIPE.complete(waiting.path("gateway_payment_id").asString());
        tell(STRIPE.event("payment_intent.succeeded"));

        assertThat(reread(waiting).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(reread(waiting).path("action_url").isNull()).isTrue();
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void takesTheWaitingChargeBackBeforeAnotherAttempt() {
        var invoice = subscribeAnd(Fault.requiresAction("https://hooks.stripe.com/3ds/x"));
        var waiting = payment(invoice);

        var paid = api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "")
                .expect(200);

        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(reread(waiting).path("status").asString()).isEqualTo("CANCELLED");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void isPaidByACustomerWhoWasQuickerThanTheNextAttempt() {
        var invoice = subscribeAnd(Fault.requiresAction("https://hooks.stripe.com/3ds/x"));
        var waiting = payment(invoice);
        STRIPE.complete(waiting.path("gateway_payment_id").asString());

        var paid = api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "")
                .expect(200);

        assertThat(paid.text("status")).isEqualTo("PAID");
        assertThat(reread(waiting).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    @Test
    void waitsDaysForASlowMethodWithoutASecondAttempt() {
        var invoice = subscribeAnd(Fault.processing());
        var slow = payment(invoice);
        assertThat(slow.path("status").asString()).isEqualTo("PROCESSING");

        api.advanceBy("P5D");
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "").expectProblem(409, "payment_in_flight");
        STRIPE.complete(slow.path("gateway_payment_id").asString());
        tell(STRIPE.event("payment_intent.succeeded"));

        assertThat(reread(slow).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(api.get("/v1/invoices/" + invoice.path("id").asString()).text("status"))
                .isEqualTo("PAID");
        assertThat(charged(invoice)).isEqualTo(1);
    }

    /** The end gives back 30 of 31 days while a bank is at work; nobody is chased for what he has been credited. */
    @Test
    void creditPaysWhatASlowMethodDidNot() {
        var invoice = subscribeAnd(Fault.processing());
        api.post("/v1/subscriptions/" + invoice.path("subscription_id").asString() + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        var path = "/v1/invoices/" + invoice.path("id").asString();
        assertThat(api.get(path).body().path("amount_due").asLong()).isEqualTo(2900);

        STRIPE.fail(payment(invoice).path("gateway_payment_id").asString(), "insufficient_funds");
        tell(STRIPE.event("payment_intent.payment_failed"));

        var rest = api.get(path).body();
        assertThat(rest.path("credit_applied").asLong()).isEqualTo(2806);
        assertThat(rest.path("amount_due").asLong()).isEqualTo(94);
        assertThat(api.get("/v1/accounts/" + account)
                        .body()
                        .path("credit_balance")
                        .asLong())
                .isZero();
    }

    @Test
    void carriesWhatIsTooLittleToBeChargedToTheNextInvoice() {
        var subscription = api.subscribe(account, api.monthlyPlan("tiny", 30)).expect(201);
        var small = api.invoicesOf(subscription.text("id")).getFirst();
        assertThat(subscription.text("status")).isEqualTo("ACTIVE");
        assertThat(small.path("status").asString()).isEqualTo("OPEN");
        assertThat(api.all("/v1/payments")).isEmpty();
        api.post("/v1/invoices/" + small.path("id").asString() + "/pay", "").expectProblem(409, "amount_below_minimum");

        api.advanceBy("P1M");

        var invoices = api.invoicesOf(subscription.text("id"));
        assertThat(invoices)
                .hasSize(2)
                .allSatisfy(
                        invoice -> assertThat(invoice.path("status").asString()).isEqualTo("PAID"));
        assertThat(invoices.get(0).path("credit_applied").asLong()).isEqualTo(30);
        assertThat(invoices.get(1).path("credit_applied").asLong()).isEqualTo(-30);
        assertThat(payment(invoices.get(1)).path("amount").asLong()).isEqualTo(60);
        assertThat(charged(invoices.get(1))).isEqualTo(1);
        assertThat(charged(invoices.get(0))).isZero();
    }

    @Test
    void whatAVoidedInvoiceHadTakenOverIsOwedAgain() {
        var subscription =
                api.subscribe(account, api.monthlyPlan("tiny", 30)).expect(201).text("id");
        for (int i = 1; i <= 2; i++) {
            STRIPE.next(FakeStripe.Route.CHARGE, Fault.decline("insufficient_funds"));
            var work = api.post("/v1/invoices", """
                            {"account_id": "%s", "collection": "AUTOMATIC", "finalize": true,
                             "lines": [{"description": "Work", "unit_amount": "1000"}]}""".formatted(account)).expect(201);
            assertThat(work.body().path("amount_due").asLong()).isEqualTo(1030);
            assertThat(smallInvoice(subscription).path("status").asString()).isEqualTo("PAID");

            api.post("/v1/invoices/" + work.text("id") + "/void", "").expect(200);

            var small = smallInvoice(subscription);
            assertThat(small.path("status").asString()).isEqualTo("OPEN");
            assertThat(small.path("paid_at").isNull()).isTrue();
            assertThat(small.path("amount_due").asLong()).isEqualTo(30);
            assertThat(small.path("credit_applied").asLong()).isZero();
            assertThat(api.all("/v1/events?type=invoice.reopened"))
                    .hasSize(i)
                    .allSatisfy(event -> assertThat(event.path("object_id").asString())
                            .isEqualTo(small.path("id").asString()));
            assertThat(api.get("/v1/accounts/" + account)
                            .body()
                            .path("credit_balance")
                            .asLong())
                    .isZero();
            api.post("/v1/invoices/" + work.text("id") + "/void", "").expectProblem(409, "invoice_not_voidable");
        }

        api.advanceBy("P1M");

        assertThat(api.invoicesOf(subscription))
                .hasSize(2)
                .allSatisfy(
                        invoice -> assertThat(invoice.path("status").asString()).isEqualTo("PAID"));
        assertThat(payment(api.invoicesOf(subscription).getLast())
                        .path("amount")
                        .asLong())
                .isEqualTo(60);
    }

    private JsonNode smallInvoice(String subscription) {
        return api.invoicesOf(subscription).getFirst();
    }

    @Test
    void refusesLiveTenantsOnATestKey() {
        var live = api.as(tenants.create("live", TenantMode.LIVE));

        live.post("/v1/accounts/" + live.account("UTC") + "/payment-methods", "{\"token\": \"pm_card_visa\"}")
                .expectProblem(409, "gateway_not_configured");
    }
}
