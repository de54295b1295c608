package dev.perennial.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.perennial.support.Api;
import dev.perennial.support.HeldRow;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Credit: granted, spent on the next invoices, given back, and made of time that was paid for and not used. */
class CreditsScenarioIT extends PerennialIT {
    /** A change spends credit while it holds the subscription; so credit that pays an older invoice has to wait for it. */
    @Test
    void aChargeTakenBackDuringAChangeLocksNothingUp() throws Exception {
        var racing = newTenant();
        for (var price : List.of(3100, 6200, 9300)) {
            racing.monthlyPlan("p" + price, price);
        }
        var subscription = racing.subscribe(racing.accountPayingBy("pm_card_authenticationRequired"), "p6200")
                .expect(201)
                .text("id");
        var invoice = racing.invoicesOf(subscription).getFirst().path("id").asString();
        var change = "/v1/subscriptions/" + subscription + "/change";
        racing.post(change, "{\"plan_code\": \"p3100\"}").expect(200);
        assertThat(racing.all("/v1/payments?invoice_id=" + invoice)
                        .getFirst()
                        .path("status")
                        .asString())
                .isEqualTo("REQUIRES_ACTION");

        try (var held = HeldRow.ofSubscription(subscription)) {
            var upgrade = held.letWait(() -> racing.post(change, "{\"plan_code\": \"p9300\"}"));
            var attempt = held.letWait(() -> racing.post("/v1/invoices/" + invoice + "/pay", ""));
            held.release();

            upgrade.get().expect(200);
            assertThat(attempt.get().status()).isLessThan(500);
        }
    }

    private Api api;
    private String account;
    private String plan;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
        plan = api.monthlyPlan("team", 3100);
    }

    private void grant(long amount, String more) {
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": %d, \"currency\": \"USD\", \"reason\": \"test\"%s}".formatted(amount, more))
                .expect(201);
    }

    private long balance() {
        return api.get("/v1/accounts/" + account).body().path("credit_balance").asLong();
    }

    @Test
    void paysInvoicesByCreditFirst() {
        grant(5000, "");

        var subscription = api.subscribe(account, plan).expect(201);
        api.advanceBy("P1M");

        var invoices = api.invoicesOf(subscription.text("id"));
        assertThat(invoices.get(0).path("credit_applied").asLong()).isEqualTo(3100);
        assertThat(invoices.get(0).path("amount_paid").asLong()).isZero();
        assertThat(invoices.get(0).path("status").asString()).isEqualTo("PAID");
        assertThat(invoices.get(1).path("credit_applied").asLong()).isEqualTo(1900);
        assertThat(invoices.get(1).path("amount_paid").asLong()).isEqualTo(1200);
        assertThat(balance()).isZero();
        assertThat(api.all("/v1/payments")).hasSize(1);
        var credit = api.all("/v1/accounts/" + account + "/credits").getFirst();
        assertThat(credit.path("remaining").asLong()).isZero();
        assertThat(credit.path("applications")).hasSize(2);
        assertThat(api.all("/v1/events?type=credit.applied")).hasSize(2);
    }

    @Test
    void spendsTheSoonestExpiringFirstAndNothingExpired() {
        grant(1000, "");
        grant(500, ", \"expires_at\": \"2026-01-20T00:00:00Z\"");
        grant(700, ", \"expires_at\": \"2026-03-01T00:00:00Z\"");
        api.advanceTo("2026-02-01T00:00:00Z");

        var invoice = api.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"900\"}]}"
                                .formatted(account))
                .expect(201);

        assertThat(invoice.body().path("credit_applied").asLong()).isEqualTo(900);
        assertThat(api.all("/v1/accounts/" + account + "/credits").stream()
                        .map(credit -> credit.path("remaining").asLong()))
                .containsExactly(0L, 0L, 800L);
        assertThat(balance()).isEqualTo(800);
        var expired = api.all("/v1/events?type=credit.expired").getFirst();
        assertThat(expired.path("data").path("object").path("expired_amount").asLong())
                .isEqualTo(500);
        assertThat(expired.path("created_at").asString()).isEqualTo("2026-01-20T00:00:00Z");
    }

    @Test
    void givesCreditBackWhenAnInvoiceIsVoided() {
        grant(500, "");
        var draft = api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "finalize": false,
                         "lines": [{"description": "x", "unit_amount": "900"}]}""".formatted(account)).expect(201).text("id");
        assertThat(balance()).as("a draft spends nothing").isEqualTo(500);
        var issued = api.post("/v1/invoices/" + draft + "/finalize", "").expect(200);
        assertThat(issued.body().path("amount_due").asLong()).isEqualTo(400);
        assertThat(balance()).isZero();

        api.post("/v1/invoices/" + draft + "/void", "").expect(200);

        assertThat(balance()).isEqualTo(500);
    }

    @Test
    void creditsUnusedTimeOfAPaidPeriod() {
        var subscription = api.subscribe(account, plan).expect(201).text("id");
        api.advanceTo("2026-01-11T15:00:00Z");

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        // The 11th is used; 20 of 31 days are not.
        assertThat(balance()).isEqualTo(2000);
    }

    @Test
    void spendsCreditForTimeThatWasNotPaidOnItsOwnInvoice() {
        var broke = api.accountPayingBy("pm_card_chargeDeclined");
        var subscription = api.subscribe(broke, plan).expect(201).text("id");

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\", \"unused_time\": \"CREDIT\"}")
                .expect(200);

        // 30 of 31 days come back, and go to the invoice that nobody paid: only the day that was used is still due.
        var unpaid = api.all("/v1/invoices?subscription_id=" + subscription + "&status=OPEN");
        assertThat(unpaid).hasSize(1);
        assertThat(unpaid.getFirst().path("credit_applied").asLong()).isEqualTo(3000);
        assertThat(unpaid.getFirst().path("amount_due").asLong()).isEqualTo(100);
        assertThat(api.get("/v1/accounts/" + broke)
                        .body()
                        .path("credit_balance")
                        .asLong())
                .isZero();
    }

    @Test
    void refusesGrantsThatMakeNoSense() {
        var path = "/v1/accounts/" + account + "/credits";
        api.post(path, "{\"amount\": 0, \"currency\": \"USD\", \"reason\": \"r\"}")
                .expectProblem(422, "validation_failed")
                .expectField("amount");
        api.post(path, "{\"amount\": 5, \"currency\": \"EUR\", \"reason\": \"r\"}")
                .expectProblem(422, "validation_failed")
                .expectField("currency");
        api.post(path, "{\"amount\": 5, \"currency\": \"USD\"}")
                .expectProblem(422, "validation_failed")
                .expectField("reason");
        api.post(
                        path,
                        "{\"amount\": 5, \"currency\": \"USD\", \"reason\": \"r\", \"expires_at\": \"2020-01-01T00:00:00Z\"}")
                .expectProblem(422, "validation_failed")
                .expectField("expires_at");
        assertThat(balance()).isZero();
    }

    /**
     * 200 invoices at once draw on one balance: none of it is spent twice, none is lost, and none waits for another
     * forever.
     */
    @Test
    void neverSpendsMoreThanThereIs() throws Exception {
        grant(1000, "");
        grant(530, "");
        var drafts = IntStream.range(0, 200)
                .mapToObj(i -> api.post(
                                "/v1/invoices",
                                "{\"account_id\": \"%s\", \"finalize\": false, \"lines\": [{\"description\": \"x\", \"unit_amount\": \"100\"}]}"
                                        .formatted(account))
                        .expect(201)
                        .text("id"))
                .toList();
        var start = new CyclicBarrier(drafts.size() + 1);
        long lowest = Long.MAX_VALUE;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Api.Answer>>();
            for (var draft : drafts) {
                results.add(threads.submit(() -> {
                    start.await();
                    return api.post("/v1/invoices/" + draft + "/finalize", "");
                }));
            }
            start.await();
            while (results.stream().anyMatch(result -> !result.isDone())) {
                lowest = Math.min(lowest, balance());
            }
            for (var result : results) {
                result.get().expect(200);
            }
        }

        assertThat(lowest).isNotNegative();
        assertThat(balance()).isZero();
        var invoices = api.all("/v1/invoices");
        assertThat(invoices).hasSize(200).allSatisfy(invoice -> {
            assertThat(invoice.path("status").asString()).isEqualTo("PAID");
            assertThat(invoice.path("credit_applied").asLong()
                            + invoice.path("amount_paid").asLong())
                    .isEqualTo(100);
        });
        assertThat(invoices.stream()
                        .mapToLong(invoice -> invoice.path("credit_applied").asLong())
                        .sum())
                .isEqualTo(1530);
        assertThat(invoices.stream().map(invoice -> invoice.path("number").asString()))
                .doesNotHaveDuplicates();
        assertThat(api.all("/v1/accounts/" + account + "/credits"))
                .allSatisfy(
                        credit -> assertThat(credit.path("remaining").asLong()).isZero());
    }
}
