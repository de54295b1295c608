package dev.perennial.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes of plan and quantity. The clock stands at 1 January 2026; January has 31 days, at 100 a day for {@code team}
 * and 200 a day for {@code business}.
 */
class SubscriptionChangesScenarioIT extends PerennialIT {
    private Api api;
    private String account;
    private String subscription;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        api.monthlyPlan("team", 3100);
        api.monthlyPlan("business", 6200);
        subscription = api.subscribe(account, "team").expect(201).text("id");
    }

    private Api.Answer change(String json) {
        return api.post("/v1/subscriptions/" + subscription + "/change", json);
    }

    private Api.Answer preview(String json) {
        return api.post("/v1/subscriptions/" + subscription + "/change/preview", json);
    }

    private List<JsonNode> invoices() {
        return api.invoicesOf(subscription);
    }

    private static List<String> lines(JsonNode invoice) {
        var lines = new ArrayList<String>();
        for (var line : invoice.path("lines")) {
            lines.add("%s %s %s %s-%s"
                    .formatted(
                            line.path("type").asString(),
                            line.path("charge_code").asString(),
                            line.path("amount").asLong(),
                            line.path("period_start").asString().substring(5, 10),
                            line.path("period_end").asString().substring(5, 10)));
        }
        return lines;
    }

    private long balance() {
        return api.get("/v1/accounts/" + account).body().path("credit_balance").asLong();
    }

    @Test
    void upgradesNowAndChargesTheDifference() {
        api.advanceTo("2026-01-11T09:30:00Z");

        var preview = preview("{\"plan_code\": \"business\"}").expect(200).body();
        var changed = change("{\"plan_code\": \"business\"}").expect(200);

        assertThat(changed.body().path("plan").path("code").asString()).isEqualTo("business");
        assertThat(changed.text("status")).isEqualTo("ACTIVE");
        assertThat(changed.text("current_period_end")).isEqualTo("2026-02-01T00:00:00Z");
        var invoice = invoices().getLast();
        assertThat(changed.text("latest_invoice_id"))
                .isEqualTo(invoice.path("id").asString());
        assertThat(lines(invoice))
                .containsExactly("PRORATION_CREDIT base -2100 01-11-02-01", "PRORATION_CHARGE base 4200 01-11-02-01");
        assertThat(lines(preview)).isEqualTo(lines(invoice));
        assertThat(preview.path("total").asLong()).isEqualTo(2100);
        assertThat(preview.has("id")).isFalse();
        assertThat(invoice.path("total").asLong()).isEqualTo(2100);
        assertThat(invoice.path("status").asString()).isEqualTo("PAID");
        assertThat(invoice.path("billing_reason").asString()).isEqualTo("SUBSCRIPTION_CHANGE");
        assertThat(invoice.path("lines")
                        .path(0)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("-(3100 × 21/31) = -2100");
        assertThat(invoice.path("lines")
                        .path(1)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("6200 × 21/31 = 4200");

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(invoices()).hasSize(3);
        assertThat(invoices().getLast().path("total").asLong()).isEqualTo(6200);
        assertThat(api.all("/v1/events?type=subscription.changed")).hasSize(1);
    }

    @Test
    void downgradesIntoAccountCredit() {
        change("{\"plan_code\": \"business\"}").expect(200);
        api.advanceTo("2026-01-11T09:30:00Z");

        change("{\"plan_code\": \"team\"}").expect(200);

        var invoice = invoices().getLast();
        assertThat(invoice.path("total").asLong()).isEqualTo(-2100);
        assertThat(invoice.path("amount_due").asLong()).isZero();
        assertThat(invoice.path("credit_applied").asLong()).isEqualTo(-2100);
        assertThat(invoice.path("status").asString()).isEqualTo("PAID");
        assertThat(balance()).isEqualTo(2100);
        var credit = api.all("/v1/accounts/" + account + "/credits").getFirst();
        assertThat(credit.path("invoice_id").asString())
                .isEqualTo(invoice.path("id").asString());

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(invoices().getLast().path("credit_applied").asLong()).isEqualTo(2100);
        assertThat(invoices().getLast().path("amount_paid").asLong()).isEqualTo(1000);
        assertThat(balance()).isZero();
    }

    @Test
    void changesBackOnTheSameDayForNothing() {
        api.advanceTo("2026-01-18T08:00:00Z");
        change("{\"plan_code\": \"business\"}").expect(200);
        change("{\"quantity\": 7}").expect(200);
        api.advanceTo("2026-01-18T20:00:00Z");
        change("{\"plan_code\": \"team\", \"quantity\": 1}").expect(200);

        var totals = invoices().stream()
                .mapToLong(invoice -> invoice.path("total").asLong())
                .sum();
        assertThat(totals).isEqualTo(3100);
        // A flat charge does not depend on the quantity: the second change made no invoice.
        assertThat(invoices()).hasSize(3);
        assertThat(balance()).isEqualTo(1400);
    }

    @Test
    void collectsSeveralChangesOnTheNextInvoice() {
        api.advanceTo("2026-01-11T09:30:00Z");
        change("{\"plan_code\": \"business\", \"proration\": \"NEXT_INVOICE\"}").expect(200);
        api.advanceTo("2026-01-21T09:30:00Z");
        change("{\"plan_code\": \"team\", \"proration\": \"NEXT_INVOICE\"}").expect(200);
        assertThat(invoices()).hasSize(1);

        var upcoming = api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                .expect(200)
                .body();
        api.advanceTo("2026-02-01T00:00:00Z");

        var invoice = invoices().getLast();
        assertThat(lines(invoice))
                .containsExactly(
                        "RECURRING base 3100 02-01-03-01",
                        "PRORATION_CREDIT base -2100 01-11-02-01",
                        "PRORATION_CHARGE base 4200 01-11-02-01",
                        "PRORATION_CREDIT base -2200 01-21-02-01",
                        "PRORATION_CHARGE base 1100 01-21-02-01");
        assertThat(lines(upcoming)).isEqualTo(lines(invoice));
        assertThat(invoice.path("total").asLong()).isEqualTo(4100);

        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(invoices().getLast().path("total").asLong()).isEqualTo(3100);
    }

    @Test
    void settlesNothingWhenAsked() {
        api.advanceTo("2026-01-11T09:30:00Z");
        change("{\"plan_code\": \"business\", \"proration\": \"NONE\"}").expect(200);
        assertThat(invoices()).hasSize(1);

        // What was billed last is credited, not what the present plan costs.
        api.advanceTo("2026-01-21T09:30:00Z");
        change("{\"plan_code\": \"team\"}").expect(200);

        assertThat(invoices().getLast().path("total").asLong()).isZero();
        assertThat(invoices().getLast().path("status").asString()).isEqualTo("PAID");
    }

    @Test
    void changesAtThePeriodEndUnlessTakenBack() {
        change("{\"plan_code\": \"business\", \"quantity\": 3, \"effective\": \"PERIOD_END\"}")
                .expect(200);
        var read = api.get("/v1/subscriptions/" + subscription).body();
        assertThat(read.path("plan").path("code").asString()).isEqualTo("team");
        assertThat(read.path("pending_change").path("plan").path("code").asString())
                .isEqualTo("business");
        assertThat(read.path("pending_change").path("quantity").asLong()).isEqualTo(3);
        assertThat(read.path("pending_change").path("effective_at").asString()).isEqualTo("2026-02-01T00:00:00Z");

        var undone = api.delete("/v1/subscriptions/" + subscription + "/pending-change")
                .expect(200);
        assertThat(undone.body().path("pending_change").isNull()).isTrue();
        api.delete("/v1/subscriptions/" + subscription + "/pending-change").expectProblem(409, "no_pending_change");

        change("{\"plan_code\": \"business\", \"quantity\": 3, \"effective\": \"PERIOD_END\"}")
                .expect(200);
        var preview = preview("{\"plan_code\": \"business\", \"quantity\": 3, \"effective\": \"PERIOD_END\"}")
                .expect(200);
        api.advanceTo("2026-02-01T00:00:00Z");

        var after = api.get("/v1/subscriptions/" + subscription).body();
        assertThat(after.path("plan").path("code").asString()).isEqualTo("business");
        assertThat(after.path("quantity").asLong()).isEqualTo(3);
        assertThat(after.path("pending_change").isNull()).isTrue();
        assertThat(lines(invoices().getLast())).containsExactly("RECURRING base 6200 02-01-03-01");
        assertThat(lines(preview.body())).isEqualTo(lines(invoices().getLast()));
    }

    @Test
    void anotherIntervalStartsANewPeriodNow() {
        api.post("/v1/plans", """
                {"code": "yearly", "name": "Yearly", "interval": "YEAR", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 30000}]}]}""").expect(201);
        api.advanceTo("2026-01-11T09:30:00Z");

        var changed = change("{\"plan_code\": \"yearly\"}").expect(200);

        assertThat(changed.text("current_period_start")).isEqualTo("2026-01-11T00:00:00Z");
        assertThat(changed.text("current_period_end")).isEqualTo("2027-01-11T00:00:00Z");
        assertThat(changed.text("billing_anchor")).isEqualTo("2026-01-11");
        assertThat(lines(invoices().getLast()))
                .containsExactly("PRORATION_CREDIT base -2100 01-11-02-01", "RECURRING base 30000 01-11-01-11");

        change("{\"plan_code\": \"team\", \"effective\": \"PERIOD_END\"}").expect(200);
        api.advanceTo("2027-03-12T00:00:00Z");
        assertThat(invoices().stream()
                        .map(invoice -> invoice.path("period_start").asString().substring(0, 10)))
                .containsExactly("2026-01-01", "2026-01-11", "2027-01-11", "2027-02-11", "2027-03-11");
    }

    /** 31 days of three seats at 310 each, billed when they are over; the base fee comes in advance. */
    @Test
    void billsArrearsOfTheOldPriceAtTheChange() {
        plan("metered", 310);
        plan("metered-pro", 620);
        var sold = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "metered", "quantity": 3}""".formatted(account)).expect(201);
        subscription = sold.text("id");
        assertThat(lines(invoices().getLast())).containsExactly("RECURRING base 3100 01-01-02-01");
        api.advanceTo("2026-01-11T09:30:00Z");

        change("{\"plan_code\": \"metered-pro\"}").expect(200);

        assertThat(lines(invoices().getLast())).containsExactly("RECURRING seats 300 01-01-01-11");
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(lines(invoices().getLast()))
                .containsExactly("RECURRING base 3100 02-01-03-01", "RECURRING seats 1260 01-11-02-01");

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{}").expect(200);
        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(lines(invoices().getLast())).containsExactly("RECURRING seats 1860 02-01-03-01");
        assertThat(invoices().getLast().path("billing_reason").asString()).isEqualTo("SUBSCRIPTION_CANCEL");
    }

    private void plan(String code, long seat) {
        api.post("/v1/plans", """
                {"code": "%s", "name": "Metered", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 3100}]},
                  {"code": "seats", "type": "RECURRING", "timing": "IN_ARREARS", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "%d"}]}]}""".formatted(code, seat)).expect(201);
    }

    @Test
    void cancelsNowWithArrearsAndUnusedTimeOnOneInvoice() {
        plan("metered", 310);
        subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "metered", "quantity": 3}""".formatted(account))
                .expect(201)
                .text("id");
        api.advanceTo("2026-01-10T09:30:00Z");

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        assertThat(lines(invoices().getLast()))
                .containsExactly("PRORATION_CREDIT base -2100 01-11-02-01", "RECURRING seats 300 01-01-01-11");
        assertThat(balance()).isEqualTo(1800);
        change("{\"quantity\": 2}").expectProblem(409, "subscription_cancelled");
        api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice").expectProblem(404, "no_upcoming_invoice");
    }

    @Test
    void changesOfATrialCostNothingYet() {
        subscription = api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "team", "trial_days": 14}""".formatted(account))
                .expect(201)
                .text("id");
        api.advanceTo("2026-01-11T09:30:00Z");
        change("{\"plan_code\": \"business\"}").expect(200);
        assertThat(invoices()).isEmpty();
        assertThat(api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                        .body()
                        .path("total")
                        .asLong())
                .isEqualTo(6200);

        api.advanceTo("2026-01-15T00:00:00Z");
        assertThat(lines(invoices().getLast())).containsExactly("RECURRING base 6200 01-15-02-15");
    }

    @Test
    void refusesChangesThatCannotBe() {
        change("{}").expectProblem(422, "validation_failed").expectField("quantity");
        change("{\"quantity\": -1}").expectProblem(422, "validation_failed").expectField("quantity");
        change("{\"plan_code\": \"nope\"}").expectProblem(404, "plan_not_found").expectField("plan_code");
        change("{\"plan_code\": \"business\", \"effective\": \"LATER\"}")
                .expectProblem(422, "validation_failed")
                .expectField("effective");
        change("{\"plan_code\": \"business\", \"plan_id\": \"01990000-0000-7000-8000-000000000000\"}")
                .expectProblem(422, "validation_failed")
                .expectField("plan_code");
        api.post("/v1/plans", """
                {"code": "euro", "name": "Euro", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "EUR", "amount": 1}]}]}""").expect(201);
        change("{\"plan_code\": \"euro\"}")
                .expectProblem(422, "validation_failed")
                .expectField("plan_code");
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{}").expect(200);
        change("{\"quantity\": 2, \"effective\": \"PERIOD_END\"}").expectProblem(409, "subscription_cancelling");
        assertThat(invoices()).hasSize(1);
    }

    @Test
    void changesByTheSecondWhereTheTenantSaysSo() {
        api.patch("/v1/tenant", "{\"granularity\": \"SECOND\"}").expect(200);
        api.advanceTo("2026-04-01T12:00:00Z");
        subscription = api.subscribe(account, "team").expect(201).text("id");
        api.advanceTo("2026-04-16T12:00:00Z");

        change("{\"plan_code\": \"business\"}").expect(200);

        assertThat(invoices().getLast().path("lines").path(0).path("amount").asLong())
                .isEqualTo(-1550);
        assertThat(invoices().getLast().path("total").asLong()).isEqualTo(1550);
        assertThat(invoices().getLast().path("period_start").asString()).isEqualTo("2026-04-16T12:00:00Z");
        assertThat(invoices()
                        .getLast()
                        .path("lines")
                        .path(0)
                        .path("explanation")
                        .path("share")
                        .asString())
                .isEqualTo("1296000/2592000");
    }

    @Test
    void aDeclinedUpgradeLeavesTheSubscriptionPastDue() {
        api.advanceTo("2026-01-11T09:30:00Z");
        api.attach(account, "pm_card_chargeDeclined");

        var changed = change("{\"plan_code\": \"business\"}").expect(200);

        assertThat(changed.text("status")).isEqualTo("PAST_DUE");
        assertThat(changed.body().path("plan").path("code").asString()).isEqualTo("business");
        assertThat(invoices().getLast().path("status").asString()).isEqualTo("OPEN");
    }

    /** A mobile client that repeats a change after a lost answer must not pay twice. */
    @Test
    void aRepeatedChangeIsMadeOnce() {
        api.advanceTo("2026-01-11T09:30:00Z");
        var key = Map.of("Idempotency-Key", "upgrade-1");
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"business\"}", key)
                .expect(200);
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"business\"}", key)
                .expect(200);
        change("{\"plan_code\": \"business\"}").expect(200);

        assertThat(invoices()).hasSize(2);
    }

    private String sellOnAccount(String plan) {
        return api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "%s", "collection": "SEND_INVOICE"}""".formatted(account, plan))
                .expect(201)
                .text("id");
    }

    /** Voided, it would give back money that nobody paid. */
    @Test
    void anInvoiceWhoseTimeWasCreditedCannotBeVoided() {
        subscription = sellOnAccount("team");
        api.advanceTo("2026-01-10T09:30:00Z");
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);
        var first = invoices().getFirst();
        assertThat(first.path("amount_due").asLong()).isEqualTo(1000);

        api.post("/v1/invoices/" + first.path("id").asString() + "/void", "").expectProblem(409, "invoice_credited");
        assertThat(balance()).isZero();
    }

    @Test
    void aRenewalThatOwesPaysTheUnpaidInvoicesFirst() {
        subscription = sellOnAccount("business");
        api.monthlyPlan("tiny", 31);
        api.advanceTo("2026-01-02T09:30:00Z");
        change("{\"plan_code\": \"tiny\", \"proration\": \"NEXT_INVOICE\"}").expect(200);
        api.advanceTo("2026-02-01T00:00:00Z");

        // -6000 + 30 + 31 on the renewal; 200 for the first of January stays to be paid, and 31 + 30 are.
        assertThat(invoices().getLast().path("total").asLong()).isEqualTo(-5939);
        assertThat(invoices().getFirst().path("amount_due").asLong()).isEqualTo(261);
        assertThat(balance()).isZero();
    }

    @Test
    void refusesWhatNoAmountCanHold() {
        api.post("/v1/plans", """
                {"code": "dear", "name": "Dear", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "999999999999"}]}]}""").expect(201);
        for (var effective : List.of("NOW", "PERIOD_END")) {
            change("{\"plan_code\": \"dear\", \"quantity\": 1000000000, \"effective\": \"" + effective + "\"}")
                    .expectProblem(422, "amount_too_large");
        }
        api.post("/v1/subscriptions", """
                        {"account_id": "%s", "plan_code": "dear", "quantity": 1000000000, "trial_days": 7}""".formatted(account)).expectProblem(422, "amount_too_large");
    }

    /** What was not settled is credited at the price that was billed, whatever else changes. */
    @Test
    void anUnsettledPriceIsNotTakenForUnchanged() {
        api.post("/v1/plans", """
                {"code": "more", "name": "More", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 6200}]},
                  {"code": "extra", "type": "RECURRING", "model": "FLAT", "prices": [{"currency": "USD", "amount": 310}]}]}""").expect(201);
        api.advanceTo("2026-01-11T09:30:00Z");
        change("{\"plan_code\": \"business\", \"proration\": \"NONE\"}").expect(200);
        api.advanceTo("2026-01-22T09:30:00Z");
        change("{\"plan_code\": \"more\"}").expect(200);

        assertThat(lines(invoices().getLast()))
                .containsExactly(
                        "PRORATION_CREDIT base -1000 01-22-02-01",
                        "PRORATION_CHARGE base 2000 01-22-02-01",
                        "PRORATION_CHARGE extra 100 01-22-02-01");
    }
}
