package dev.perennial.scenario;

import java.io.IOException;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Credit notes: what they give back, where it goes, and that together they never exceed the invoice. */
class CreditNotesScenarioIT extends PerennialIT {
    private Api api;
    private String account;

    @BeforeEach
    void tenant() {
        api = newTenant();
        account = api.post("/v1/accounts", """
                        {"name": "Ada Lovelace Ltd", "email": "ada@example.com", "currency": "USD", "address": {"country": "DE"}}""").expect(201).text("id");
        api.attach(account, "pm_card_visa");
        api.post(
                        "/v1/tax-rates",
                        "{\"country\": \"DE\", \"rate_percent\": \"19\", \"inclusive\": false, \"name\": \"MwSt.\"}")
                .expect(201);
    }

    private JsonNode invoice(String collection) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "%s", "lines": [{"description": "Workshop", "unit_amount": "10000"},
                                                                          {"description": "Travel", "unit_amount": "333"}]}""".formatted(account, collection))
                .expect(201)
                .body();
    }

    private Api.Answer credit(JsonNode invoice, String what) {
        return api.post(
                "/v1/invoices/" + invoice.path("id").asString() + "/credit-notes",
                "{\"reason\": \"Outage\", %s}".formatted(what));
    }

    private JsonNode again(JsonNode invoice) {
        return api.get("/v1/invoices/" + invoice.path("id").asString())
                .expect(200)
                .body();
    }

    private static String line(JsonNode invoice, int index) {
        return invoice.path("lines").get(index).path("id").asString();
    }

    private long balance() {
        return api.get("/v1/accounts/" + account).body().path("credit_balance").asLong();
    }

    /** What waits was given back with its tax, so only the rest of the tax is left. */
    @ParameterizedTest
    @CsvSource({"false, 1100, 209", "true, 924, 176"})
    void leavesOutWhatTheNextInvoiceGivesBack(boolean inclusive, long left, long tax) {
        api.post(
                        "/v1/tax-rates",
                        "{\"country\": \"FR\", \"rate_percent\": \"19\", \"inclusive\": %s, \"name\": \"TVA\"}"
                                .formatted(inclusive))
                .expect(201);
        api.patch("/v1/accounts/" + account, "{\"address\": {\"country\": \"FR\"}}")
                .expect(200);
        api.monthlyPlan("small", 3100);
        api.monthlyPlan("tiny", 31);
        var subscription = api.subscribe(account, "small").expect(201).text("id");
        var january = api.invoicesOf(subscription).getFirst();
        api.advanceTo("2026-01-12T00:00:00Z");
        api.post(
                        "/v1/subscriptions/" + subscription + "/change",
                        "{\"plan_code\": \"tiny\", \"proration\": \"NEXT_INVOICE\"}")
                .expect(200);
        var line = "\"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": %d}]";

        credit(january, line.formatted(line(january, 0), left + 1)).expectProblem(422, "validation_failed");
        var note = credit(january, line.formatted(line(january, 0), left)).expect(201);

        // 20 of 31 days of 31.00 wait to be given back: 20.00, and 11 days are left.
        assertThat(note.body().path("tax_total").asLong()).isEqualTo(tax);
    }

    @Test
    void givesAPaidLineBackAsCreditWithItsTax() {
        var invoice = invoice("AUTOMATIC");
        assertThat(invoice.path("total").asLong()).isEqualTo(10_333 + 1963);

        var note = credit(
                        invoice,
                        "\"refund\": \"CREDIT\", \"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 5000}]"
                                .formatted(line(invoice, 0)))
                .expect(201);

        assertThat(note.text("number")).isEqualTo("CN-000001");
        assertThat(note.body().path("subtotal").asLong()).isEqualTo(5000);
        assertThat(note.body().path("tax_total").asLong()).isEqualTo(950);
        assertThat(note.body().path("amount_credited").asLong()).isEqualTo(5950);
        assertThat(balance()).isEqualTo(5950);
        assertThat(again(invoice).path("amount_due").asLong()).isZero();
        assertThat(api.all("/v1/events?type=credit_note.created")).hasSize(1);
        assertThat(api.all("/v1/invoices/" + invoice.path("id").asString() + "/credit-notes"))
                .hasSize(1);
        assertThat(api.get("/v1/credit-notes/" + note.text("id")).expect(200).body())
                .isEqualTo(note.body());
    }

    @Test
    void takesOffWhatIsDueFirstAndSettlesTheInvoice() {
        var invoice = invoice("SEND_INVOICE");

        credit(invoice, "\"amount\": 2296").expect(201);
        var open = again(invoice);
        assertThat(open.path("status").asString()).isEqualTo("OPEN");
        assertThat(open.path("amount_due").asLong()).isEqualTo(10_000);
        assertThat(open.path("amount_credited").asLong()).isEqualTo(2296);
        credit(invoice, "\"amount\": 10000").expect(201);

        var settled = again(invoice);
        assertThat(settled.path("status").asString()).isEqualTo("PAID");
        assertThat(settled.path("amount_due").asLong()).isZero();
        assertThat(balance()).as("nothing was paid, so nothing is given").isZero();
        assertThat(api.all("/v1/events?type=invoice.paid")).hasSize(1);
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/pay", "")
                .expectProblem(409, "invoice_not_payable");
    }

    @Test
    void letsTheLastOneAbsorbTheRounding() {
        var invoice = invoice("AUTOMATIC");
        long total = invoice.path("total").asLong();
        long given = 0;
        for (int i = 0; i < 3; i++) {
            given += credit(
                            invoice,
                            "\"refund\": \"NONE\", \"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 111}]"
                                    .formatted(line(invoice, 1)))
                    .expect(201)
                    .body()
                    .path("total")
                    .asLong();
        }

        var last = credit(invoice, "\"refund\": \"NONE\", \"amount\": " + (total - given))
                .expect(201);

        assertThat(last.body().path("lines")).hasSize(1);
        assertThat(last.body().path("subtotal").asLong()).isEqualTo(10_000);
        credit(invoice, "\"amount\": 1").expectProblem(422, "validation_failed").expectField("amount");
        assertThat(api.all("/v1/credit-notes?account_id=" + account).stream()
                        .map(note -> note.path("number").asString()))
                .containsExactly("CN-000004", "CN-000003", "CN-000002", "CN-000001");
    }

    @Test
    void sendsMoneyBackThroughTheGateway() {
        var invoice = invoice("AUTOMATIC");

        var note = credit(invoice, "\"refund\": \"GATEWAY\", \"amount\": 2296").expect(201);

        assertThat(note.body().path("amount_refunded").asLong()).isEqualTo(2296);
        assertThat(note.body().path("refund_ids")).hasSize(1);
        var payment = api.all("/v1/payments").getFirst();
        assertThat(payment.path("refunded_amount").asLong()).isEqualTo(2296);
        assertThat(balance()).isZero();
        api.post("/v1/payments/" + payment.path("id").asString() + "/refunds", "{\"amount\": 9000}")
                .expect(201);
        credit(invoice, "\"refund\": \"GATEWAY\", \"amount\": 5000").expectProblem(409, "refund_exceeds_payments");
        assertThat(api.all("/v1/credit-notes")).hasSize(1);
    }

    @Test
    void refusesWhatIsNotThereToBeCredited() {
        var invoice = invoice("SEND_INVOICE");
        var one = "\"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": %d}]";

        credit(invoice, one.formatted(line(invoice, 1), 334))
                .expectProblem(422, "validation_failed")
                .expectField("lines[0].amount");
        credit(invoice, one.formatted(account, 1))
                .expectProblem(422, "validation_failed")
                .expectField("lines[0].invoice_line_id");
        credit(invoice, "\"amount\": 12297")
                .expectProblem(422, "validation_failed")
                .expectField("amount");
        credit(invoice, "\"refund\": \"CREDIT\"")
                .expectProblem(422, "validation_failed")
                .expectField("lines");
        credit(invoice, "\"amount\": 5, " + one.formatted(line(invoice, 1), 1)).expectProblem(422, "validation_failed");
        credit(invoice, "\"amount\": 5").expect(201);
        api.post("/v1/invoices/" + invoice.path("id").asString() + "/void", "").expectProblem(409, "invoice_credited");
        var draft = api.post(
                        "/v1/invoices",
                        "{\"account_id\": \"%s\", \"finalize\": false, \"lines\": [{\"description\": \"x\", \"unit_amount\": \"5\"}]}"
                                .formatted(account))
                .expect(201)
                .body();
        credit(draft, "\"amount\": 1").expectProblem(409, "invoice_not_creditable");
    }

    @Test
    void unusedTimeGivesBackOnlyWhatACreditNoteLeft() {
        api.monthlyPlan("team", 3100);
        var subscription = api.subscribe(account, "team").expect(201).text("id");
        var invoice = api.invoicesOf(subscription).getFirst();
        credit(
                        invoice,
                        "\"refund\": \"CREDIT\", \"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 3000}]"
                                .formatted(line(invoice, 0)))
                .expect(201);

        api.post("/v1/subscriptions/" + subscription + "/cancel", "{\"at\": \"NOW\"}")
                .expect(200);

        // 1.00 is left of 31.00, and 30 of 31 days come back: 97 cents and the tax on them.
        assertThat(api.invoicesOf(subscription).getLast().path("subtotal").asLong())
                .isEqualTo(-97);
        credit(invoice, "\"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 4}]".formatted(line(invoice, 0)))
                .expectProblem(422, "validation_failed");
        credit(invoice, "\"lines\": [{\"invoice_line_id\": \"%s\", \"amount\": 3}]".formatted(line(invoice, 0)))
                .expect(201);
    }

    @Test
    void isADocumentForPeople() throws IOException {
        var invoice = invoice("AUTOMATIC");
        var note = credit(invoice, "\"amount\": 5000").expect(201).text("id");

        var page =
                api.get("/v1/credit-notes/" + note + "/html").expect(200).http().body();

        assertThat(page)
                .contains(
                        "<h1>Credit note</h1>",
                        "CN-000001",
                        invoice.path("number").asString(),
                        "MwSt. 19%",
                        "$50.00",
                        "Outage");
        try (var pdf = Loader.loadPDF(api.file("/v1/credit-notes/" + note + "/pdf"))) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("Credit note", "CN-000001", invoice.path("number").asString(), "Outage")
                    .containsPattern("MwSt. 19% on \\$42.01\\s+\\$7.99")
                    .containsPattern("Total\\s+\\$50.00")
                    .containsPattern("Added to your account credit\\s+\\$50.00");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Credit note CN-000001");
        }
        api.get("/v1/credit-notes/01890000-0000-7000-8000-000000000001/pdf")
                .expectProblem(404, "credit_note_not_found");
    }
}
