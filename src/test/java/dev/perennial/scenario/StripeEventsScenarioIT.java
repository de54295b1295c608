package dev.perennial.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.function.Consumer;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.perennial.payment.gateway.stripe.FakeStripe;
import dev.perennial.payment.gateway.stripe.Fault;

import static org.assertj.core.api.Assertions.assertThat;

/** What Stripe tells of its own accord: late, twice, in disorder, or never. */
class StripeEventsScenarioIT extends StripeIT {

    private String id(JsonNode payment) {
        return payment.path("gateway_payment_id").asString();
    }

    private JsonNode waiting() {
        return payment(subscribeAnd(Fault.processing()));
    }

    // ── signatures ──────────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @ValueSource(ints = {-301, 310})
    void refusesWhatWasSignedAtAnotherTime(int seconds) {
        var event = eventOf(waiting());

        int status = deliver(event.toString(), Instant.now().plusSeconds(seconds), SECRET);

        assertThat(status).isEqualTo(400);
        assertThat(eventStatus(event)).isEqualTo("ABSENT");
    }

    @Test
    void refusesWhatStripeDidNotSign() {
        var event = eventOf(waiting());
        var body = event.toString();

        assertThat(deliver(body, Instant.now(), "whsec_guessed")).isEqualTo(400);
        assertThat(deliver(body, "t=1,v1=00")).isEqualTo(400);
        var signature = FakeStripe.signature(SECRET, Instant.now(), body);
        assertThat(deliver(body.replace("payment_intent", "payment_intenT"), signature))
                .isEqualTo(400);
        assertThat(eventStatus(event)).isEqualTo("ABSENT");
    }

    @Test
    void takesEitherSecretWhileOneIsRolled() {
        var event = eventOf(waiting());

        assertThat(deliver(event.toString(), Instant.now(), "whsec_about_to_be_rolled"))
                .isEqualTo(200);

        assertThat(eventStatus(event)).isEqualTo("PENDING");
        workOff();
    }

    @Test
    void answersBeforeItWorks() {
        var payment = waiting();
        STRIPE.complete(id(payment));
        var event = STRIPE.event("payment_intent.succeeded");

        assertThat(deliver(event.toString(), Instant.now(), SECRET)).isEqualTo(200);

        assertThat(eventStatus(event)).isEqualTo("PENDING");
        assertThat(reread(payment).path("status").asString()).isEqualTo("PROCESSING");
        workOff();
        assertThat(eventStatus(event)).isEqualTo("DONE");
        assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
    }

    // ── order, repetition, strangers ────────────────────────────────────────────────────────────────────────

    @Test
    void endsInTheRightStateHoweverEventsCome() {
        long seed = 20_261_124;
        var payments = new ArrayList<JsonNode>();
        var before = STRIPE.events().size();
        for (int i = 0; i < 4; i++) {
            payments.add(payment(subscribeAnd(i % 2 == 0 ? Fault.processing() : Fault.timeoutAfter())));
        }
        payments.stream()
                .filter(payment -> payment.path("status").asString().equals("PROCESSING"))
                .forEach(payment -> STRIPE.complete(id(payment)));
        var deliveries = new ArrayList<JsonObject>();
        for (var event : STRIPE.events().subList(before, STRIPE.events().size())) {
            var twin = event.deepCopy();
            twin.addProperty("id", event.get("id").getAsString() + "_twin");
            deliveries.addAll(Collections.nCopies(10, event));
            deliveries.add(twin);
        }
        Collections.shuffle(deliveries, new Random(seed));

        for (var event : deliveries) {
            assertThat(deliver(event.toString(), Instant.now(), SECRET)).isEqualTo(200);
        }
        workOff();

        assertThat(payments).as("seed " + seed).allSatisfy(payment -> {
            assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
            assertThat(types(payment)).filteredOn("payment.succeeded"::equals).hasSize(1);
        });
        assertThat(api.all("/v1/invoices")).allSatisfy(invoice -> {
            assertThat(invoice.path("status").asString()).isEqualTo("PAID");
            assertThat(charged(invoice)).isEqualTo(1);
        });
    }

    @Test
    void readsEventsOfAnyApiVersion() {
        var changes = new ArrayList<Consumer<JsonObject>>();
        changes.add(event -> event.addProperty("api_version", "2099-01-01.quercus"));
        changes.add(event -> event.add("api_version", JsonNull.INSTANCE));
        changes.add(event -> event.remove("api_version"));
        for (var change : changes) {
            var payment = waiting();
            STRIPE.complete(id(payment));
            var event = STRIPE.event("payment_intent.succeeded");
            change.accept(event);

            tell(event);

            assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void ignoresWhatIsNotAboutUs() {
        var ours = eventOf(waiting());
        var anothers = changed(ours, object -> object.add("metadata", new JsonObject()));
        var unknownPayment = changed(
                ours,
                object -> object.getAsJsonObject("metadata")
                        .addProperty("perennial_payment_id", "01a20c6d-38f3-7000-b872-47616cfe59c8"));
        var unknownTenant = changed(
                ours,
                object -> object.getAsJsonObject("metadata")
                        .addProperty("perennial_tenant_id", "01a20c6d-38f3-7000-b872-47616cfe59c8"));
        var unknownType = ours.deepCopy();
        unknownType.addProperty("id", ours.get("id").getAsString() + "_type");
        unknownType.addProperty("type", "payment_intent.partially_eaten");
        var live = ours.deepCopy();
        live.addProperty("id", ours.get("id").getAsString() + "_live");
        live.addProperty("livemode", true);

        for (var event : new JsonObject[] {anothers, unknownPayment, unknownTenant, unknownType, live}) {
            tell(event);
        }

        assertThat(eventStatus(anothers)).isEqualTo("IGNORED");
        assertThat(eventStatus(unknownPayment)).isEqualTo("IGNORED");
        assertThat(eventStatus(unknownTenant)).isEqualTo("IGNORED");
        assertThat(eventStatus(unknownType)).isEqualTo("IGNORED");
        assertThat(eventStatus(live)).isEqualTo("ABSENT");
    }

    private static JsonObject changed(JsonObject event, Consumer<JsonObject> change) {
        var copy = event.deepCopy();
        copy.addProperty("id", event.get("id").getAsString() + "_" + System.nanoTime());
        change.accept(copy.getAsJsonObject("data").getAsJsonObject("object"));
        return copy;
    }

    private JsonObject eventOf(JsonNode payment) {
        return STRIPE.events().stream()
                .filter(event -> event.getAsJsonObject("data")
                        .getAsJsonObject("object")
                        .get("id")
                        .getAsString()
                        .equals(id(payment)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsEventsThatNeverCame() {
        var payment = waiting();
        STRIPE.complete(id(payment));
        var event = STRIPE.event("payment_intent.succeeded");

        sweep();

        assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(eventStatus(event)).isEqualTo("DONE");
        assertThat(deliver(event.toString(), Instant.now(), SECRET))
                .as("and comes after all")
                .isEqualTo(200);
        workOff();
        assertThat(types(payment)).filteredOn("payment.succeeded"::equals).hasSize(1);
    }

    @Test
    void triesAgainWhatStripeDoesNotExplain() {
        var payment = waiting();
        STRIPE.complete(id(payment));
        var event = STRIPE.event("payment_intent.succeeded");
        STRIPE.next(FakeStripe.Route.RETRIEVE_CHARGE, Fault.turnedAway(503, ""));

        tell(event);
        assertThat(eventStatus(event)).isEqualTo("PENDING");
        assertThat(reread(payment).path("status").asString()).isEqualTo("PROCESSING");

        owner().sql("update gateway_event set work_at = now() where work_at is not null")
                .update();
        workOff();
        assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
    }

    // ── after the payment ───────────────────────────────────────────────────────────────────────────────────

    @Test
    void sendsBackMoneyThatNobodyOwedAnyMore() {
        var invoice = subscribeAnd(Fault.decline("insufficient_funds"));
        var declined = payment(invoice);
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "").expect(200);

        // Somebody has the declined intent charged in Stripe's dashboard.
        STRIPE.complete(id(declined));
        tell(STRIPE.event("payment_intent.succeeded"));
        refund();

        assertThat(reread(declined).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(reread(declined).path("refunded_amount").asLong()).isEqualTo(2900);
        assertThat(STRIPE.moneyBack().refunded(id(declined))).isEqualTo(2900);
        assertThat(api.get("/v1/invoices/" + invoice.path("id").asString())
                        .body()
                        .path("amount_paid")
                        .asLong())
                .isEqualTo(2900);
    }

    @Test
    void followsADisputeThatIsLost() {
        var payment = payment(subscribeAnd(Fault.none()));
        var dispute = STRIPE.moneyBack().openDispute(id(payment), 2900, "needs_response");
        tell(STRIPE.event("charge.dispute.created"));

        assertThat(reread(payment).path("dispute_status").asString()).isEqualTo("NEEDS_RESPONSE");
        assertThat(reread(payment).path("disputed_amount").asLong()).isEqualTo(2900);
        assertThat(types(payment)).startsWith("payment.disputed");
        api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{}")
                .expectProblem(409, "payment_not_refundable");

        STRIPE.moneyBack().decideDispute(dispute, "lost");
        tell(STRIPE.event("charge.dispute.closed"));

        assertThat(reread(payment).path("dispute_status").asString()).isEqualTo("LOST");
        assertThat(reread(payment).path("disputed_amount").asLong()).isEqualTo(2900);
        assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(types(payment)).filteredOn("payment.disputed"::equals).hasSize(2);
    }

    @Test
    void followsADisputeThatIsWonWhateverComesFirst() {
        var payment = payment(subscribeAnd(Fault.none()));
        var dispute = STRIPE.moneyBack().openDispute(id(payment), 1000, "needs_response");
        STRIPE.moneyBack().decideDispute(dispute, "won");

        tell(STRIPE.event("charge.dispute.closed"));
        tell(STRIPE.event("charge.dispute.created"));

        assertThat(reread(payment).path("dispute_status").asString()).isEqualTo("WON");
        assertThat(reread(payment).path("disputed_amount").asLong()).isZero();
        var disputes = api.get("/v1/payments/" + payment.path("id").asString() + "/disputes")
                .expect(200)
                .body();
        assertThat(disputes.get(0).path("amount").asLong()).isEqualTo(1000);
        assertThat(disputes.size()).isEqualTo(1);
    }

    @Test
    void learnsOfADisputeBeforeOfThePayment() {
        var invoice = subscribeAnd(Fault.timeoutAfter());
        var payment = payment(invoice);
        var charge = STRIPE.charges().getLast();
        STRIPE.moneyBack().openDispute(charge.paymentIntentId(), 2900, "warning_needs_response");

        tell(STRIPE.event("charge.dispute.created"));

        assertThat(reread(payment).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(reread(payment).path("dispute_status").asString()).isEqualTo("INQUIRY");
        assertThat(reread(payment).path("disputed_amount").asLong()).isZero();
    }

    @Test
    void followsARefundThatFailsWeeksLater() {
        STRIPE.moneyBack().begin("pending");
        var payment = payment(subscribeAnd(Fault.none()));
        var refund = api.post(
                        "/v1/payments/" + payment.path("id").asString() + "/refunds",
                        "{\"amount\": 1000, \"reason\": \"requested_by_customer\"}")
                .expect(201);
        STRIPE.moneyBack().begin("succeeded");
        assertThat(refund.text("status")).isEqualTo("PENDING");
        assertThat(reread(payment).path("refunded_amount").asLong()).isEqualTo(1000);

        STRIPE.moneyBack().become(refund.text("gateway_refund_id"), "succeeded");
        tell(STRIPE.event("refund.updated"));
        assertThat(api.get("/v1/refunds/" + refund.text("id")).text("status")).isEqualTo("SUCCEEDED");
        assertThat(types(payment)).startsWith("payment.refunded");

        api.advanceBy("P20D");
        STRIPE.moneyBack().become(refund.text("gateway_refund_id"), "failed");
        tell(STRIPE.event("refund.failed"));

        var failed = api.get("/v1/refunds/" + refund.text("id"));
        assertThat(failed.text("status")).isEqualTo("FAILED");
        assertThat(failed.text("failure_code")).isEqualTo("expired_or_canceled_card");
        assertThat(reread(payment).path("refunded_amount").asLong()).isZero();
        assertThat(types(payment)).startsWith("payment.refund_failed");
    }

    @Test
    void givesCreditWhereARefundOfACreditNoteFailsWeeksLater() {
        STRIPE.moneyBack().begin("pending");
        var payment = payment(subscribeAnd(Fault.none()));
        var note = api.post(
                        "/v1/invoices/" + payment.path("invoice_id").asString() + "/credit-notes",
                        "{\"amount\": 1000, \"reason\": \"Outage\", \"refund\": \"GATEWAY\"}")
                .expect(201);
        STRIPE.moneyBack().begin("succeeded");
        var refund = "/v1/refunds/" + note.body().path("refund_ids").get(0).asString();
        assertThat(note.body().path("amount_refunded").asLong()).isEqualTo(1000);

        api.advanceBy("P20D");
        STRIPE.moneyBack().become(api.get(refund).text("gateway_refund_id"), "failed");
        tell(STRIPE.event("refund.failed"));
        tell(STRIPE.event("refund.failed"));

        assertThat(api.get(refund).text("status")).isEqualTo("FAILED");
        var now = api.get("/v1/credit-notes/" + note.text("id")).body();
        assertThat(now.path("amount_refunded").asLong()).isZero();
        assertThat(now.path("amount_credited").asLong()).isEqualTo(1000);
        assertThat(now.path("total").asLong()).isEqualTo(1000);
        var account = payment.path("account_id").asString();
        assertThat(api.get("/v1/accounts/" + account)
                        .body()
                        .path("credit_balance")
                        .asLong())
                .isEqualTo(1000);
        assertThat(types(now)).containsExactly("credit_note.refund_failed", "credit_note.created");
    }

    @Test
    void takesOverARefundThatSomebodyMadeAtStripe() {
        var payment = payment(subscribeAnd(Fault.none()));
        STRIPE.moneyBack().refundByHand(id(payment), 900);
        var event = STRIPE.event("refund.created");

        tell(event);
        tell(changed(event, object -> {}));

        assertThat(reread(payment).path("refunded_amount").asLong()).isEqualTo(900);
        assertThat(api.all("/v1/payments/" + payment.path("id").asString() + "/refunds"))
                .hasSize(1);
    }

    @Test
    void settlesARefundWithoutAnAnswerOnce() {
        for (var fault : new Fault[] {
            Fault.timeoutBefore(), Fault.timeoutAfter(), Fault.serverErrorAfter(), Fault.rateLimited(), Fault.garbage()
        }) {
            var payment = payment(subscribeAnd(Fault.none()));
            STRIPE.next(FakeStripe.Route.REFUND, fault);
            var refund = api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{\"amount\": 1000}")
                    .expect(201);
            assertThat(refund.text("status")).isEqualTo("PENDING");

            refundsAreDue();
            refund();

            assertThat(api.get("/v1/refunds/" + refund.text("id")).text("status"))
                    .as(fault.toString())
                    .isEqualTo("SUCCEEDED");
            assertThat(STRIPE.moneyBack().refunded(id(payment))).isEqualTo(1000);
        }
    }

    @Test
    void doesNotRepeatARefundThatSomebodyMadeAtStripe() {
        var payment = payment(subscribeAnd(Fault.none()));
        STRIPE.moneyBack().begin("of_a_kind_that_nobody_has_heard_of");
        var atStripe = STRIPE.moneyBack().refundByHand(id(payment), 900);
        STRIPE.moneyBack().begin("succeeded");

        tell(STRIPE.event("refund.created"));
        refundsAreDue();
        refund();
        STRIPE.moneyBack().become(atStripe, "succeeded");
        refundsAreDue();
        refund();

        assertThat(STRIPE.moneyBack().refunded(id(payment))).isEqualTo(900);
        assertThat(reread(payment).path("refunded_amount").asLong()).isEqualTo(900);
    }

    /** Keys were exchanged, and are exchanged back: only Stripe can tell what became of a refund that it was sent. */
    @Test
    void sendsARefundOnceThoughAnotherGatewayServesMeanwhile() {
        var payment = payment(subscribeAnd(Fault.none()));
        STRIPE.next(FakeStripe.Route.REFUND, Fault.timeoutAfter());
        var refund = api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{\"amount\": 1000}")
                .expect(201)
                .text("id");

        paidThrough("simulated", payment);
        refundsAreDue();
        refund();
        assertThat(api.get("/v1/refunds/" + refund).text("status")).isEqualTo("PENDING");
        paidThrough("stripe", payment);
        refundsAreDue();
        refund();

        assertThat(api.get("/v1/refunds/" + refund).text("status")).isEqualTo("SUCCEEDED");
        assertThat(STRIPE.moneyBack().refunded(id(payment))).isEqualTo(1000);
    }

    private void paidThrough(String gateway, JsonNode payment) {
        owner().sql("update payment set gateway = :gateway where id = :id::uuid")
                .param("gateway", gateway)
                .param("id", payment.path("id").asString())
                .update();
    }

    private void refundsAreDue() {
        owner().sql("update refund set work_at = now() where work_at is not null")
                .update();
    }

    // ── payment methods ─────────────────────────────────────────────────────────────────────────────────────

    @Test
    void takesOverANewCardAndForgetsOneThatIsGone() {
        var method = api.get("/v1/accounts/" + account + "/payment-methods")
                .expect(200)
                .body()
                .path("data")
                .get(0);
        var gatewayId = owner().sql("select gateway_payment_method_id from payment_method where id = :id::uuid")
                .param("id", method.path("id").asString())
                .query(String.class)
                .single();

        STRIPE.renewCard(gatewayId, "1881", 2039);
        tell(STRIPE.event("payment_method.automatically_updated"));

        var renewed = api.get("/v1/accounts/" + account + "/payment-methods")
                .body()
                .path("data")
                .get(0);
        assertThat(renewed.path("last4").asString()).isEqualTo("1881");
        assertThat(renewed.path("exp_year").asInt()).isEqualTo(2039);
        assertThat(types(method)).startsWith("payment_method.updated");

        STRIPE.detach(gatewayId);
        tell(STRIPE.event("payment_method.detached"));

        assertThat(api.get("/v1/accounts/" + account)
                        .body()
                        .path("default_payment_method_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void savesTheMethodThatACustomerEnteredOnStripesPage() {
        var newcomer = api.account("UTC");
        var page = api.post(
                        "/v1/accounts/" + newcomer + "/payment-method-setups",
                        "{\"return_url\": \"https://shop.example/account\", \"set_default\": true}")
                .expect(201);
        assertThat(page.text("status")).isEqualTo("OPEN");
        assertThat(page.text("url")).startsWith("https://checkout.stripe.com/");
        assertThat(Duration.between(Instant.now(), Instant.parse(page.text("expires_at"))))
                .isPositive();

        STRIPE.checkout().complete(page.text("url"), "pm_card_mastercard");
        tell(STRIPE.event("checkout.session.completed"));
        tell(changed(STRIPE.event("checkout.session.completed"), object -> {}));

        var done = api.get("/v1/payment-method-setups/" + page.text("id")).expect(200);
        assertThat(done.text("status")).isEqualTo("COMPLETED");
        assertThat(api.get("/v1/accounts/" + newcomer).text("default_payment_method_id"))
                .isEqualTo(done.text("payment_method_id"));
        assertThat(api.subscribe(newcomer, plan).expect(201).text("status")).isEqualTo("ACTIVE");
    }

    @Test
    void findsOutAboutAPageWithoutAnEvent() {
        var page = api.post(
                        "/v1/accounts/" + account + "/payment-method-setups",
                        "{\"return_url\": \"https://shop.example/account\"}")
                .expect(201);
        STRIPE.checkout().expire(page.text("url"));

        assertThat(api.get("/v1/payment-method-setups/" + page.text("id")).text("status"))
                .isEqualTo("EXPIRED");
    }
}
