package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Debts over time: attempts on the right days, warnings, blocking, and every way out. The clock starts on 1 January
 * 2026, midnight UTC; attempts are made at seven in the morning of the account's day, 3, 5, 7 and 7 days apart.
 */
class DunningScenarioIT extends PerennialIT {
    private static final String NO_MONEY = "pm_card_chargeDeclinedInsufficientFunds";
    private static final String EXPIRED = "pm_card_chargeDeclinedExpiredCard";
    private Api api;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        plan = api.post("/v1/plans", """
                        {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                          {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 2900}]}]}""").expect(201).text("code");
    }

    @Test
    void warnsRetriesBlocksAndForgivesWhoPays() {
        var account = api.accountPayingBy(NO_MONEY);
        var subscription = subscribe(account);
        var invoice = invoiceOf(subscription);

        assertThat(invoice(invoice).text("next_payment_attempt_at")).isEqualTo("2026-01-04T07:00:00Z");
        assertThat(dunningStatus(account)).isEqualTo("WARNING");
        assertThat(api.all("/v1/accounts?dunning_status=WARNING")).hasSize(1);
        assertThat(status(invoice)).isEqualTo("OPEN");
        api.advanceTo("2026-01-01T23:59:59Z");
        assertThat(status(invoice)).as("the due day is in time").isEqualTo("OPEN");
        api.advanceTo("2026-01-02T00:00:00Z");
        assertThat(status(invoice)).isEqualTo("PAST_DUE");

        api.advanceTo("2026-01-04T06:59:59Z");
        assertThat(attempts(invoice)).isEqualTo(1);
        assertThat(api.advanceTo("2026-01-04T07:00:00Z").path("payments_failed").asInt())
                .isEqualTo(1);
        assertThat(invoice(invoice).text("next_payment_attempt_at")).isEqualTo("2026-01-09T07:00:00Z");
        api.advanceTo("2026-01-23T06:00:00Z");
        assertThat(attempts(invoice)).isEqualTo(4);
        assertThat(dunningStatus(account)).isEqualTo("WARNING");
        api.advanceTo("2026-01-24T00:00:00Z");
        assertThat(attempts(invoice)).isEqualTo(5);
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
        assertThat(invoice(invoice).body().path("next_payment_attempt_at").isNull())
                .isTrue();
        var seen = dunning(account);
        assertThat(seen.path("next").path("step").asString()).isEqualTo("FINAL_ACTION");
        assertThat(seen.path("next").path("action").asString()).isEqualTo("LEAVE_PAST_DUE");
        assertThat(seen.path("next").path("at").asString()).isEqualTo("2026-01-30T07:00:00Z");

        api.attach(account, "pm_card_visa");

        assertThat(status(invoice)).isEqualTo("PAID");
        assertThat(attempts(invoice)).isEqualTo(6);
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("ACTIVE");
        assertThat(steps(account))
                .containsExactly(
                        "FIRST_FAILURE 2026-01-01T00:00:00Z FAILED",
                        "PAST_DUE 2026-01-02T00:00:00Z null",
                        "RETRY 2026-01-04T07:00:00Z FAILED",
                        "RETRY 2026-01-09T07:00:00Z FAILED",
                        "RETRY 2026-01-16T07:00:00Z FAILED",
                        "RETRY 2026-01-23T07:00:00Z FAILED",
                        "NEW_METHOD 2026-01-24T00:00:00Z SUCCEEDED",
                        "CLOSED 2026-01-24T00:00:00Z null");
        assertThat(types(account))
                .containsExactly(
                        "account.created",
                        "account.updated",
                        "account.dunning_status_changed",
                        "account.dunning_status_changed",
                        "account.updated",
                        "account.dunning_status_changed");
        assertThat(types(invoice))
                .containsExactly(
                        "invoice.finalized",
                        "invoice.payment_failed",
                        "invoice.past_due",
                        "invoice.payment_failed",
                        "invoice.payment_failed",
                        "invoice.payment_failed",
                        "invoice.payment_failed",
                        "invoice.paid");
        assertThat(types(subscription))
                .containsExactly(
                        "subscription.created",
                        "subscription.activated",
                        "subscription.past_due",
                        "subscription.activated");
    }

    @Test
    void recoversByItselfWhenTheCardPaysAgain() {
        var account = api.accountPayingBy("pm_simulated_fail_times_3");
        var invoice = invoiceOf(subscribe(account));

        var report = api.advanceBy("P1M");

        assertThat(report.path("payments_failed").asInt()).isEqualTo(2);
        assertThat(report.path("payments_succeeded").asInt()).isEqualTo(1);
        assertThat(invoice(invoice).text("paid_at")).isEqualTo("2026-01-16T07:00:00Z");
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
        assertThat(dunning(account).path("next").isNull()).isTrue();
    }

    @Test
    void doesNotTryACardThatExpired() {
        var account = api.accountPayingBy(EXPIRED);
        var invoice = invoiceOf(subscribe(account));
        assertThat(invoice(invoice).body().path("next_payment_attempt_at").isNull())
                .isTrue();
        assertThat(dunning(account).path("waits_for_payment_method").asBoolean())
                .isTrue();

        api.advanceTo("2026-01-24T00:00:00Z");

        assertThat(attempts(invoice)).isEqualTo(1);
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
        assertThat(steps(account)).contains("WAITED 2026-01-04T07:00:00Z null");

        api.attach(account, "pm_simulated_fail_times_1");
        assertThat(dunning(account).path("waits_for_payment_method").asBoolean())
                .isFalse();
        assertThat(status(invoice)).isEqualTo("PAST_DUE");
        api.post("/v1/invoices/" + invoice + "/pay", "").expect(200);

        assertThat(status(invoice)).isEqualTo("PAID");
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void triesTheMethodThatIsMadeTheDefault() {
        var account = api.account("UTC");
        var good = api.attach(account, "pm_card_mastercard");
        api.attach(account, NO_MONEY);
        var invoice = invoiceOf(subscribe(account));

        api.post("/v1/payment-methods/" + good + "/default", "").expect(200);

        assertThat(status(invoice)).isEqualTo("PAID");
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void endsTheSubscriptionWhenNothingHelps() {
        api.patch(
                        "/v1/tenant",
                        "{\"dunning_policy\": {\"retry_days\": [1, 2], \"final_action\": \"CANCEL\", \"final_action_days\": 3}}")
                .expect(200);
        var account = api.accountPayingBy(NO_MONEY);
        var subscription = subscribe(account);
        var invoice = invoiceOf(subscription);

        api.advanceTo("2026-01-07T06:59:59Z");
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("PAST_DUE");
        api.advanceTo("2026-01-07T07:00:00Z");

        var ended = api.get("/v1/subscriptions/" + subscription);
        assertThat(ended.text("status")).isEqualTo("CANCELLED");
        assertThat(ended.text("ended_at")).isEqualTo("2026-01-07T07:00:00Z");
        assertThat(status(invoice)).as("what was served stays owed").isEqualTo("PAST_DUE");
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
        assertThat(attempts(invoice)).isEqualTo(3);
        assertThat(steps(account).getLast()).isEqualTo("FINAL_ACTION 2026-01-07T07:00:00Z null");
        assertThat(api.advanceBy("P2Y").path("payments_failed").asInt()).isZero();

        api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"BANK_TRANSFER\"}")
                .expect(201);
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void givesTheInvoiceUpIfThePolicySaysSo() {
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"retry_days\": [1], \"final_action\": \"MARK_UNCOLLECTIBLE\"}}")
                .expect(200);
        var account = api.accountPayingBy(NO_MONEY);
        var subscription = subscribe(account);
        var invoice = invoiceOf(subscription);

        api.advanceBy("P1M");

        assertThat(status(invoice)).isEqualTo("UNCOLLECTIBLE");
        assertThat(types(invoice)).endsWith("invoice.uncollectible");
        assertThat(dunningStatus(account)).as("it was never paid").isEqualTo("BLOCKED");
        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("PAST_DUE");
        api.attach(account, "pm_card_visa");
        assertThat(attempts(invoice)).as("nobody asks for it any more").isEqualTo(2);

        api.post("/v1/invoices/" + invoice + "/pay", "").expect(200);
        assertThat(status(invoice)).isEqualTo("PAID");
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void letsGoOfWhatTheTenantGivesUpOrTakesBack() {
        var givenUp = api.accountPayingBy(NO_MONEY);
        var takenBack = api.accountPayingBy(NO_MONEY);
        var first = invoiceOf(subscribe(givenUp));
        var second = invoiceOf(subscribe(takenBack));

        api.post("/v1/invoices/" + first + "/mark-uncollectible", "").expect(200);
        api.post("/v1/invoices/" + second + "/void", "").expect(200);

        assertThat(dunningStatus(givenUp)).isEqualTo("ACTIVE");
        assertThat(dunningStatus(takenBack)).isEqualTo("ACTIVE");
        assertThat(api.advanceBy("P2M").path("payments_failed").asInt()).isZero();
    }

    @Test
    void beginsAnewWhenPartIsPaid() {
        var account = api.accountPayingBy(NO_MONEY);
        var invoice = invoiceOf(subscribe(account));
        api.advanceTo("2026-01-10T12:00:00Z");
        assertThat(attempts(invoice)).isEqualTo(3);

        api.post("/v1/invoices/" + invoice + "/payments", "{\"method\": \"CASH\", \"amount\": 900}")
                .expect(201);

        assertThat(invoice(invoice).text("next_payment_attempt_at")).isEqualTo("2026-01-13T07:00:00Z");
        assertThat(dunningStatus(account)).isEqualTo("WARNING");
        api.advanceTo("2026-01-14T00:00:00Z");
        var payment = api.all("/v1/payments?invoice_id=" + invoice).getFirst();
        assertThat(payment.path("amount").asLong()).as("what is left").isEqualTo(2000);
        assertThat(payment.path("status").asString()).isEqualTo("FAILED");
        api.advanceTo("2026-02-02T00:00:00Z");
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
    }

    @Test
    void staysInTroubleUntilTheLastDebtIsPaid() {
        var account = api.accountPayingBy(NO_MONEY);
        var first = invoiceOf(subscribe(account));
        var second = invoiceOf(subscribe(account));

        api.post("/v1/invoices/" + first + "/payments", "{\"method\": \"CASH\"}")
                .expect(201);
        assertThat(dunningStatus(account)).isEqualTo("WARNING");
        api.post("/v1/invoices/" + second + "/payments", "{\"method\": \"CASH\"}")
                .expect(201);

        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void knocksWhenItIsMorningThere() {
        var account = api.account("America/Los_Angeles");
        api.attach(account, NO_MONEY);
        var invoice = invoiceOf(subscribe(account));

        // 31 December there when it is charged, at four in the afternoon.
        assertThat(invoice(invoice).text("next_payment_attempt_at")).isEqualTo("2026-01-03T15:00:00Z");
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"hour\": 20}}").expect(200);
        api.advanceTo("2026-01-03T15:00:00Z");

        assertThat(invoice(invoice).text("next_payment_attempt_at")).isEqualTo("2026-01-09T04:00:00Z");
    }

    @Test
    void warnsWhileACustomerDoesNotConfirm() {
        var account = api.accountPayingBy("pm_card_authenticationRequired");
        var invoice = invoiceOf(subscribe(account));
        assertThat(dunningStatus(account)).isEqualTo("WARNING");

        api.advanceBy("P2M");

        assertThat(attempts(invoice)).as("asking again would not help").isEqualTo(1);
        assertThat(dunningStatus(account)).isEqualTo("BLOCKED");
        var payments = api.all("/v1/payments?invoice_id=" + invoice);
        assertThat(payments).hasSize(1);
        assertThat(payments.getFirst().path("status").asString())
                .as("nobody can confirm any more after the final action")
                .isEqualTo("CANCELLED");
    }

    @Test
    void doesNotWaitForAConfirmationWhenThereIsAnotherCard() {
        var account = api.accountPayingBy("pm_card_authenticationRequired");
        var invoice = invoiceOf(subscribe(account));

        api.attach(account, "pm_card_visa");

        assertThat(status(invoice)).isEqualTo("PAID");
        assertThat(dunningStatus(account)).isEqualTo("ACTIVE");
    }

    @Test
    void checksThePolicy() {
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"retry_days\": []}}").expectProblem(422, "validation_failed");
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"retry_days\": [0]}}").expectProblem(422, "validation_failed");
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"hour\": 24}}")
                .expectProblem(422, "validation_failed")
                .expectField("dunning_policy.hour");
        api.patch("/v1/tenant", "{\"dunning_policy\": {\"final_action\": \"SUE\"}}")
                .expectProblem(422, "validation_failed");

        var changed = api.patch("/v1/tenant", "{\"dunning_policy\": {\"final_action\": \"CANCEL\"}}")
                .expect(200)
                .body()
                .path("dunning_policy");

        assertThat(changed.path("final_action").asString()).isEqualTo("CANCEL");
        assertThat(changed.path("retry_days").toString())
                .as("the rest is as ever")
                .isEqualTo("[3,5,7,7]");
        api.get("/v1/accounts/00000000-0000-7000-8000-000000000000/dunning").expectProblem(404, "account_not_found");
    }

    private String subscribe(String account) {
        return api.subscribe(account, plan).expect(201).text("id");
    }

    private String invoiceOf(String subscription) {
        return api.invoicesOf(subscription).getFirst().path("id").asString();
    }

    private Api.Answer invoice(String id) {
        return api.get("/v1/invoices/" + id).expect(200);
    }

    private String status(String invoice) {
        return invoice(invoice).text("status");
    }

    private int attempts(String invoice) {
        return invoice(invoice).body().path("attempt_count").asInt();
    }

    private String dunningStatus(String account) {
        return api.get("/v1/accounts/" + account).text("dunning_status");
    }

    /** The newest case of an account. */
    private JsonNode dunning(String account) {
        return api.get("/v1/accounts/" + account + "/dunning")
                .expect(200)
                .body()
                .path("cases")
                .get(0);
    }

    private List<String> steps(String account) {
        return dunning(account).path("history").values().stream()
                .map(step ->
                        step.path("step").asString() + " " + step.path("at").asString() + " "
                                + (step.path("payment_status").isNull()
                                        ? null
                                        : step.path("payment_status").asString()))
                .toList();
    }

    /** Oldest first. */
    private List<String> types(String objectId) {
        return api.all("/v1/events?object_id=" + objectId).reversed().stream()
                .map(event -> event.path("type").asString())
                .toList();
    }
}
