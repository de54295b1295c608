package dev.perennial.scenario;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** From an event over HTTP to a line on an invoice. A call costs two cents, the first hundred of a period nothing. */
class UsageBillingIT extends PerennialIT {
    private Api api;
    private String account;
    private String subscription;
    private int keys;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan("metered", "2");
        plan("pro", "3");
        subscription = api.subscribe(account, "metered").expect(201).text("id");
    }

    private void plan(String code, String price) {
        api.post("/v1/plans", """
                {"code": "%s", "name": "%s", "interval": "MONTH", "charges": [
                  {"code": "base", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "3100"}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "%s", "free_units": "100"}]}]}""".formatted(code, code, price)).expect(201);
    }

    private Api.Answer use(long quantity, String timestamp) {
        return api.post("/v1/usage", """
                {"subscription_id": "%s", "metric": "calls", "quantity": %d, "timestamp": "%s", "idempotency_key": "k%d"}""".formatted(subscription, quantity, timestamp, keys++));
    }

    private List<String> usageLines() {
        return api.invoicesOf(subscription).stream()
                .flatMap(invoice -> invoice.path("lines").values().stream())
                .filter(line -> line.path("type").asString().equals("USAGE"))
                .map(line -> "%s %s %s"
                        .formatted(
                                line.path("quantity").asString(),
                                line.path("amount").asLong(),
                                line.path("period_start").asString().substring(5, 10) + "-"
                                        + line.path("period_end").asString().substring(5, 10)))
                .toList();
    }

    @Test
    void usageIsBilledWhenItsPeriodIsOver() {
        api.advanceTo("2026-01-20T12:00:00Z");
        use(150, "2026-01-05T08:00:00Z").expect(202);
        use(70, "2026-01-20T12:00:00Z").expect(202);
        assertThat(upcoming().path("total").asLong()).isEqualTo(3100 + 240);

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("220 240 01-01-02-01");
        assertThat(api.invoicesOf(subscription)
                        .getLast()
                        .path("lines")
                        .path(1)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("(220 - 100 free) × 2 = 240");

        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(usageLines()).hasSize(1);
    }

    /** What is reported after its period was billed is added up with it, and the difference goes on the next invoice. */
    @Test
    void lateUsageIsBilledNextForThePeriodThatItBelongsTo() {
        use(40, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("40 0 01-01-02-01");

        use(70, "2026-01-31T23:59:59Z").expect(202);
        use(200, "2026-02-01T00:00:00Z").expect(202);
        assertThat(upcoming().path("lines").values().stream()
                        .filter(line -> line.path("type").asString().equals("USAGE"))
                        .map(line -> line.path("amount").asLong()))
                .containsExactly(200L, 20L);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("40 0 01-01-02-01", "200 200 02-01-03-01", "70 20 01-01-02-01");
        assertThat(api.invoicesOf(subscription)
                        .getLast()
                        .path("lines")
                        .path(2)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("(110 - 100 free) × 2 = 20; less 0 billed before = 20");
        api.advanceTo("2026-04-01T00:00:00Z");
        assertThat(usageLines()).hasSize(3);
    }

    /** A correction that comes late gives money back. */
    @Test
    void lateUsageMayBeNegative() {
        api.advanceTo("2026-01-10T00:00:00Z");
        use(300, "2026-01-05T00:00:00Z").expect(202);
        api.advanceTo("2026-02-02T00:00:00Z");
        use(-50, "2026-01-05T00:00:00Z").expect(202);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("300 400 01-01-02-01", "-50 -100 01-01-02-01");
    }

    /** Half was charged, so half is given back, however often it is corrected. */
    @Test
    void aCorrectionGivesBackNoMoreThanWasCharged() {
        api.post("/v1/coupons", "{\"code\": \"HALF\", \"percent_off\": 50, \"duration\": \"FOREVER\"}")
                .expect(201);
        api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"HALF\"}")
                .expect(201);
        api.advanceTo("2026-01-31T12:00:00Z");
        use(300, "2026-01-31T00:00:00Z").expect(202);
        api.advanceTo("2026-02-02T00:00:00Z");
        use(-50, "2026-01-31T00:00:00Z").expect(202);
        api.advanceTo("2026-03-02T00:00:00Z");
        use(-50, "2026-01-31T00:00:00Z").expect(202);
        api.advanceTo("2026-04-02T00:00:00Z");

        assertThat(usageLines()).containsExactly("300 400 01-01-02-01", "-50 -50 01-01-02-01", "-50 -50 01-01-02-01");
        assertThat(api.invoicesOf(subscription).getLast().path("total").asLong())
                .as("half of the base, less half of what 50 calls cost")
                .isEqualTo(1500);
    }

    @Test
    void aCorrectionGivesNothingBackOfAVoidedInvoice() {
        api.patch("/v1/subscriptions/" + subscription, "{\"collection\": \"SEND_INVOICE\"}")
                .expect(200);
        use(300, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-02-02T00:00:00Z");
        var wrong = api.invoicesOf(subscription).getLast().path("id").asString();
        api.post("/v1/invoices/" + wrong + "/void", "").expect(200);
        use(-50, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("300 400 01-01-02-01", "-50 0 01-01-02-01");
        assertThat(api.invoicesOf(subscription).getLast().path("total").asLong())
                .isEqualTo(3100);
    }

    /** What a credit note gave back counts as a discount, as for time that is not used. */
    @Test
    void aCorrectionGivesBackNoMoreThanACreditNoteLeft() {
        use(300, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-02-02T00:00:00Z");
        var invoice = api.invoicesOf(subscription).getLast();
        var line = invoice.path("lines").values().stream()
                .filter(one -> one.path("type").asString().equals("USAGE"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        api.post(
                        "/v1/invoices/" + invoice.path("id").asString() + "/credit-notes",
                        "{\"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 400}], \"reason\": \"Wrong count\"}"
                                .formatted(line))
                .expect(201);
        use(-300, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-03-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("300 400 01-01-02-01", "-300 0 01-01-02-01");
    }

    /** A trial that ends the subscription begins no period, on whose invoice it would be. */
    @Test
    void lateUsageIsBilledThoughTheSubscriptionEndsWithATrial() {
        api.advanceTo("2026-01-10T00:00:00Z");
        api.post("/v1/subscriptions/" + subscription + "/trial", "{\"trial_end\": \"2026-01-20T00:00:00Z\"}")
                .expect(200);
        use(150, "2026-01-05T00:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"PERIOD_END\"}")
                .expect(200);
        assertThat(upcoming().path("total").asLong()).isEqualTo(100);

        api.advanceTo("2026-01-20T00:00:00Z");

        assertThat(api.get("/v1/subscriptions/" + subscription).text("status")).isEqualTo("CANCELLED");
        assertThat(usageLines()).containsExactly("150 100 01-01-01-10");
    }

    @Test
    void timeThatIsNotMeteredTakesNoReports() {
        api.advanceTo("2026-01-02T00:00:00Z");

        use(1, "2025-12-31T23:59:59Z").expectProblem(422, "validation_failed").expectField("timestamp");
    }

    /** Three days of grace: the renewal is a draft meanwhile, and what comes later goes on the next. */
    @Test
    void aRenewalWaitsForLateUsage() {
        graceful();
        api.advanceTo("2026-01-10T00:00:00Z");
        use(150, "2026-01-05T08:00:00Z").expect(202);
        api.advanceTo("2026-02-01T00:00:00Z");
        var draft = api.invoicesOf(subscription).getLast();
        assertThat(draft.path("status").asString()).isEqualTo("DRAFT");
        assertThat(draft.path("total").asLong()).isEqualTo(3100 + 100);

        api.advanceTo("2026-02-03T23:00:00Z");
        use(30, "2026-01-31T23:00:00Z").expect(202);
        use(20, "2026-02-01T00:00:00Z").expect(202);
        api.advanceTo("2026-02-04T00:00:00Z");
        var issued = api.get("/v1/invoices/" + draft.path("id").asString()).expect(200);
        assertThat(issued.text("status")).isEqualTo("PAID");
        assertThat(issued.text("issued_at")).isEqualTo("2026-02-04T00:00:00Z");
        assertThat(issued.body().path("total").asLong()).isEqualTo(3100 + 160);
        assertThat(usageLines()).containsExactly("180 160 01-01-02-01");

        use(5, "2026-01-31T23:30:00Z").expect(202);
        api.advanceTo("2026-03-04T00:00:00Z");
        assertThat(usageLines()).containsExactly("180 160 01-01-02-01", "20 0 02-01-03-01", "5 10 01-01-02-01");
    }

    @Test
    void aDraftMayBeFinalizedEarlyOrTakenBack() {
        graceful();
        api.advanceTo("2026-01-10T00:00:00Z");
        use(150, "2026-01-05T08:00:00Z").expect(202);
        api.advanceTo("2026-02-01T00:00:00Z");
        use(10, "2026-01-06T08:00:00Z").expect(202);
        var first = api.invoicesOf(subscription).getLast().path("id").asString();
        assertThat(api.post("/v1/invoices/" + first + "/finalize", "")
                        .expect(200)
                        .body()
                        .path("total")
                        .asLong())
                .isEqualTo(3100 + 120);
        use(150, "2026-02-05T08:00:00Z").expectProblem(422, "validation_failed");
        api.advanceTo("2026-02-10T00:00:00Z");
        use(150, "2026-02-05T08:00:00Z").expect(202);

        api.advanceTo("2026-03-01T00:00:00Z");
        var second = api.invoicesOf(subscription).getLast().path("id").asString();
        api.post("/v1/invoices/" + second + "/void", "").expect(200);
        use(25, "2026-02-06T08:00:00Z").expect(202);
        api.advanceTo("2026-04-04T00:00:00Z");

        assertThat(usageLines()).containsExactly("160 120 01-01-02-01", "150 100 02-01-03-01", "25 50 02-01-03-01");
    }

    /** A change on the way does not bill the usage of the draft a second time. */
    @Test
    void whatIsOnADraftIsOnNoOtherInvoice() {
        graceful();
        api.advanceTo("2026-01-10T00:00:00Z");
        use(150, "2026-01-05T08:00:00Z").expect(202);
        api.advanceTo("2026-02-02T00:00:00Z");
        use(10, "2026-01-06T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"pro\"}")
                .expect(200);
        api.advanceTo("2026-03-05T00:00:00Z");

        assertThat(usageLines()).containsExactly("160 120 01-01-02-01");
    }

    private void graceful() {
        api.post("/v1/plans", """
                {"code": "graceful", "name": "Graceful", "interval": "MONTH", "usage_grace_hours": 72, "charges": [
                  {"code": "base", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "USD", "unit_amount": "3100"}]},
                  {"code": "calls", "type": "USAGE", "metric": "calls", "model": "PER_UNIT",
                   "prices": [{"currency": "USD", "unit_amount": "2", "free_units": "100"}]}]}""").expect(201);
        subscription = api.subscribe(account, "graceful").expect(201).text("id");
    }

    private JsonNode upcoming() {
        return api.get("/v1/subscriptions/" + subscription + "/upcoming-invoice")
                .expect(200)
                .body();
    }

    @Test
    void aNewPlanCountsFromItsDayAndANewQuantityChangesNothing() {
        api.advanceTo("2026-01-11T12:00:00Z");
        use(130, "2026-01-05T08:00:00Z").expect(202);
        use(10, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"quantity\": 2}")
                .expect(200);
        assertThat(usageLines()).isEmpty();
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"pro\"}")
                .expect(200);
        assertThat(usageLines()).containsExactly("130 60 01-01-01-11");
        use(5, "2026-01-10T23:00:00Z").expect(202);
        use(200, "2026-01-11T12:00:00Z").expect(202);

        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("130 60 01-01-01-11", "210 330 01-11-02-01", "5 10 01-01-01-11");
    }

    @Test
    void anEndBillsWhatWasUsed() {
        api.advanceTo("2026-01-11T12:00:00Z");
        use(150, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\", \"unused_time\": \"NONE\"}")
                .expect(200);

        assertThat(usageLines()).containsExactly("150 100 01-01-01-12");
        use(1, "2026-01-11T09:00:00Z").expectProblem(422, "validation_failed").expectField("subscription_id");
    }

    @Test
    void aPauseBillsWhatWasUsedBeforeItWhenItEnds() {
        use(150, "2026-01-01T00:00:00Z").expect(202);
        api.advanceTo("2026-01-11T12:00:00Z");
        api.post("/v1/subscriptions/" + subscription + "/pause", "{}").expect(200);
        api.advanceTo("2026-01-15T12:00:00Z");
        use(1, "2026-01-15T08:00:00Z").expectProblem(422, "validation_failed").expectField("timestamp");
        use(50, "2026-01-11T08:00:00Z").expect(202);
        api.post("/v1/subscriptions/" + subscription + "/resume", "").expect(200);

        assertThat(usageLines()).containsExactly("200 200 01-01-01-12");
    }

    /** 2.99 % of each payment and 2 cents, but from 1.75 to 12 dollars: 2.319 + 2.412 + 12, less a payment of 80 taken back. */
    @Test
    void aPercentageMayHaveLimitsForEachEvent() {
        api.post("/v1/plans", """
                {"code": "acquirer", "name": "Acquirer", "interval": "MONTH", "charges": [
                  {"code": "payments", "type": "USAGE", "metric": "payments", "model": "PERCENTAGE",
                   "prices": [{"currency": "USD", "rate_percent": "2.99", "fixed_amount": 2,
                               "per_event_min_amount": 175, "per_event_max_amount": 1200}]}]}""").expect(201);
        subscription = api.subscribe(account, "acquirer").expect(201).text("id");
        for (int quantity : List.of(1000, 8000, 1_000_000, 8000, -8000)) {
            api.post("/v1/usage", """
                    {"subscription_id": "%s", "metric": "payments", "quantity": %d, "idempotency_key": "k%d"}""".formatted(subscription, quantity, keys++)).expect(202);
        }
        assertThat(api.get("/v1/subscriptions/" + subscription + "/usage")
                        .expect(200)
                        .body()
                        .path("totals")
                        .path(0)
                        .path("amount")
                        .asLong())
                .isEqualTo(1616);
        api.advanceTo("2026-02-01T00:00:00Z");

        assertThat(usageLines()).containsExactly("1009000 1616 01-01-02-01");
    }

    /** A correction names the key of the event whose place it takes. */
    @Test
    void anEventMayBeReplaced() {
        use(300, "2026-01-01T00:00:00Z").expect(202);
        use(50, "2026-01-01T00:00:00Z").expect(202);
        replace("k0", 200, "r1").expect(202);
        assertThat(replace("k0", 200, "r1").expect(202).text("status")).isEqualTo("DUPLICATE");
        replace("k0", 1, "r2").expectProblem(422, "validation_failed").expectField("replaces");
        replace("nothing", 1, "r3").expectProblem(422, "validation_failed").expectField("replaces");
        replace("k1", 0, "r4").expect(202);
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("200 200 01-01-02-01");

        replace("r1", 150, "r5").expect(202);
        api.advanceTo("2026-03-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("200 200 01-01-02-01", "-50 -100 01-01-02-01");
    }

    @Test
    void twoReportsOfOneBatchCannotReplaceTheSame() {
        use(300, "2026-01-01T00:00:00Z").expect(202);
        var batch = api.post(
                        "/v1/usage/batch",
                        "{\"events\": [" + replacement("k0", 10, "r1") + ", " + replacement("k0", 20, "r2") + "]}")
                .expect(200);

        assertThat(batch.body().path("accepted").asInt()).isEqualTo(1);
        assertThat(batch.body().path("rejected").path(0).path("code").asString())
                .isEqualTo("already_replaced");
        api.advanceTo("2026-02-01T00:00:00Z");
        assertThat(usageLines()).containsExactly("10 0 01-01-02-01");
    }

    private Api.Answer replace(String key, long quantity, String newKey) {
        return api.post("/v1/usage", replacement(key, quantity, newKey));
    }

    private String replacement(String key, long quantity, String newKey) {
        return """
                {"subscription_id": "%s", "metric": "calls", "quantity": %d, "replaces": "%s", "idempotency_key": "%s"}""".formatted(subscription, quantity, key, newKey);
    }
}
