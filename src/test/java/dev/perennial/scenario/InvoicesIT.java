package dev.perennial.scenario;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Invoices by hand, their states, their numbers, and that a final one cannot change. */
class InvoicesIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.accountPayingBy("pm_card_visa");
    }

    private Api.Answer invoice(String more) {
        return api.post("/v1/invoices", """
                {"account_id": "%s", "lines": [{"description": "Workshop", "quantity": 1.5, "unit_amount": "10001"},
                                               {"description": "Friends' discount", "unit_amount": "-1"}]%s}""".formatted(account, more));
    }

    @Test
    void issuesAndCollectsAnInvoiceByHand() {
        var invoice = invoice("").expect(201);

        // 1.5 × 100.01 = 150.015, half up, less one cent.
        assertThat(invoice.body().path("total").asLong()).isEqualTo(15001);
        assertThat(invoice.text("status")).isEqualTo("PAID");
        assertThat(invoice.text("number")).isEqualTo("INV-000001");
        assertThat(invoice.text("billing_reason")).isEqualTo("MANUAL");
        assertThat(invoice.body()
                        .path("lines")
                        .get(0)
                        .path("explanation")
                        .path("formula")
                        .asString())
                .isEqualTo("1.5 × 10001 = 15002");
    }

    @Test
    void numbersADraftOnlyWhenItIsFinalized() {
        var draft = invoice(", \"finalize\": false").expect(201);
        assertThat(draft.text("status")).isEqualTo("DRAFT");
        assertThat(draft.body().path("number").isNull()).isTrue();
        api.post("/v1/invoices/" + draft.text("id") + "/pay", "").expectProblem(409, "invoice_not_payable");
        var other = invoice("").expect(201);

        var issued =
                api.post("/v1/invoices/" + draft.text("id") + "/finalize", "").expect(200);

        assertThat(other.text("number")).isEqualTo("INV-000001");
        assertThat(issued.text("number")).isEqualTo("INV-000002");
        assertThat(issued.text("status")).isEqualTo("PAID");
        api.post("/v1/invoices/" + draft.text("id") + "/finalize", "").expectProblem(409, "invoice_not_draft");
    }

    @Test
    void voidsWhatIsUnpaidOnly() {
        var open = invoice(", \"collection\": \"SEND_INVOICE\"").expect(201).text("id");
        var paid = invoice("").expect(201).text("id");
        var draft = invoice(", \"finalize\": false").expect(201).text("id");

        assertThat(api.post("/v1/invoices/" + open + "/void", "").expect(200).text("status"))
                .isEqualTo("VOID");
        assertThat(api.post("/v1/invoices/" + draft + "/void", "").expect(200).text("status"))
                .isEqualTo("VOID");
        api.post("/v1/invoices/" + open + "/void", "").expectProblem(409, "invoice_not_voidable");
        api.post("/v1/invoices/" + paid + "/void", "").expectProblem(409, "invoice_partly_paid");
        api.post("/v1/invoices/" + open + "/pay", "").expectProblem(409, "invoice_not_payable");
    }

    @Test
    void collectsEvenWhatWasGivenUp() {
        var open = invoice(", \"collection\": \"SEND_INVOICE\"").expect(201).text("id");

        assertThat(api.post("/v1/invoices/" + open + "/mark-uncollectible", "")
                        .expect(200)
                        .text("status"))
                .isEqualTo("UNCOLLECTIBLE");
        assertThat(api.post("/v1/invoices/" + open + "/pay", "").expect(200).text("status"))
                .isEqualTo("PAID");
        api.post("/v1/invoices/" + open + "/mark-uncollectible", "").expectProblem(409, "invoice_not_open");
    }

    @Test
    void refusesTotalsBelowZero() {
        api.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"lines\": [{\"description\": \"x\", \"unit_amount\": \"-5\"}]}"
                                .formatted(account))
                .expectProblem(422, "validation_failed")
                .expectField("lines");
        api.post("/v1/invoices", "{\"account_id\": \"%s\", \"lines\": []}".formatted(account))
                .expectProblem(422, "validation_failed")
                .expectField("lines");
        assertThat(api.all("/v1/invoices")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update invoice set total = total + 1, subtotal = subtotal + 1, amount_due = amount_due + 1 where id = :id::uuid",
                "update invoice set number = 'INV-9' where id = :id::uuid",
                "update invoice set status = 'DRAFT', number = null where id = :id::uuid",
                "delete from invoice where id = :id::uuid",
                "update invoice_line set amount = amount + 1 where invoice_id = :id::uuid",
                "delete from invoice_line where invoice_id = :id::uuid",
                "insert into invoice_line select tenant_id, invoice_id, gen_random_uuid(), 9, type, charge_code, description, "
                        + "quantity, unit_amount, 1, 0, 0, null, null, explanation from invoice_line where invoice_id = :id::uuid limit 1"
            })
    void refusesToChangeAFinalInvoiceEvenAsTheOwner(String change) {
        var id = invoice(", \"collection\": \"SEND_INVOICE\"").expect(201).text("id");

        assertThatThrownBy(() -> owner().sql(change).param("id", id).update())
                .rootCause()
                .hasMessageMatching("(?s).*(is finalized|do not add up).*");
    }

    @Test
    void drawsNumbersWithoutGapsFromManyThreads() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = threads.invokeAll(IntStream.range(0, 40)
                    .<Callable<Api.Answer>>mapToObj(
                            i -> () -> i % 4 == 0 ? api.post("/v1/invoices", "{\"lines\": 1}") : invoice(""))
                    .toList());
            for (var result : results) {
                result.get();
            }
        }

        assertThat(api.all("/v1/invoices").stream()
                        .map(invoice -> invoice.path("number").asString()))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 30)
                        .mapToObj("INV-%06d"::formatted)
                        .toList());
    }

    @Test
    void usesTheTenantsOwnPrefix() {
        api.patch("/v1/tenant", "{\"invoice_prefix\": \"ACME-26\"}").expect(200);

        assertThat(invoice("").expect(201).text("number")).isEqualTo("ACME-26-000001");
        api.patch("/v1/tenant", "{\"invoice_prefix\": \"no spaces\"}")
                .expectProblem(422, "validation_failed")
                .expectField("invoice_prefix");
    }

    @Test
    void pagesThroughListsNewestFirst() {
        for (int i = 0; i < 5; i++) {
            invoice("").expect(201);
        }

        var first = api.get("/v1/invoices?limit=2").expect(200);
        invoice("").expect(201);
        var second = api.get("/v1/invoices?limit=2&cursor=" + first.text("next_cursor"))
                .expect(200);
        var last = api.get("/v1/invoices?limit=2&cursor=" + second.text("next_cursor"))
                .expect(200);

        assertThat(first.body().path("data").get(0).path("number").asString()).isEqualTo("INV-000005");
        assertThat(second.body().path("data").get(0).path("number").asString()).isEqualTo("INV-000003");
        assertThat(last.body().path("data")).hasSize(1);
        assertThat(last.body().path("next_cursor").isNull()).isTrue();
        assertThat(api.all("/v1/invoices?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"))
                .hasSize(6);
        assertThat(api.all("/v1/invoices?from=2026-01-02T00:00:00Z")).isEmpty();
    }
}
