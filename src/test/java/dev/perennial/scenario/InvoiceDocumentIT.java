package dev.perennial.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.support.Api;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;

/** Invoices as people get them: a web page and a PDF, in their language and under the tenant's name. */
class InvoiceDocumentIT extends PerennialIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private Api api;

    @BeforeEach
    void tenant() {
        api = newTenant();
        api.patch("/v1/tenant", """
                        {"name": "Northwind Cloud GmbH", "invoice_footer": "Thank you.", "branding": {
                          "logo_text": "northwind", "brand_color": "#0B5FFF", "company_tax_id": "DE812345678",
                          "company_address": ["Torstraße 177", "10115 Berlin"], "support_email": "billing@northwind.example"}}""").expect(200);
    }

    private String account(String currency, String name, String more) {
        return api.post(
                        "/v1/accounts",
                        "{\"name\": \"%s\", \"email\": \"ada@example.com\", \"currency\": \"%s\"%s}"
                                .formatted(name, currency, more))
                .expect(201)
                .text("id");
    }

    private String invoice(String account, String lines, String more) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [%s]%s}""".formatted(account, lines, more))
                .expect(201)
                .text("id");
    }

    private static String line(String description, String unitAmount) {
        return "{\"description\": \"%s\", \"unit_amount\": \"%s\"}".formatted(description, unitAmount);
    }

    private HttpResponse<byte[]> file(String invoice) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl() + "/v1/invoices/" + invoice + "/pdf"))
                .header("Authorization", "Bearer " + api.key())
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private PDDocument pdf(String invoice) throws IOException {
        var answer = file(invoice);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Loader.loadPDF(answer.body());
    }

    private static String text(PDDocument pdf) throws IOException {
        return text(pdf, 1, pdf.getNumberOfPages());
    }

    /** What a reader sees: whether a gap is one space, two or a no-break one does not show. */
    private static String text(PDDocument pdf, int firstPage, int lastPage) throws IOException {
        var stripper = new PDFTextStripper();
        stripper.setStartPage(firstPage);
        stripper.setEndPage(lastPage);
        return stripper.getText(pdf).replaceAll("[ \u00A0]+", " ");
    }

    private String html(String invoice) {
        return api.get("/v1/invoices/" + invoice + "/html")
                .expect(200)
                .http()
                .body()
                .replace('\u00A0', ' ');
    }

    @Test
    void showsASubscriptionsInvoiceInTheAccountsLanguage() throws IOException {
        var account = account("EUR", "Müller & Söhne GmbH", """
                , "locale": "de-DE", "timezone": "Europe/Berlin", "tax_id": "DE999999999", "net_terms_days": 14, "address":
                {"line1": "Hauptstraße 5", "postal_code": "80331", "city": "München", "country": "DE"}""");
        api.attach(account, "pm_card_visa");
        api.post("/v1/plans", """
                {"code": "team", "name": "Team", "interval": "MONTH", "charges": [
                  {"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "EUR", "unit_amount": "41150"}]}]}""").expect(201);
        var subscription = api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"team\", \"quantity\": 3}".formatted(account))
                .expect(201)
                .text("id");
        var invoice = api.invoicesOf(subscription).getFirst().path("id").asString();

        var page = html(invoice);
        var file = file(invoice);
        try (var pdf = Loader.loadPDF(file.body())) {
            assertThat(text(pdf))
                    .contains(
                            "northwind",
                            "Rechnung",
                            "Bezahlt",
                            "INV-000001",
                            "1.234,50 € bezahlt am 1. Januar 2026",
                            "01.01.2026 – 31.01.2026",
                            "3 × 411,50 € = 1.234,50 €",
                            "Offener Betrag 0,00 €",
                            "Hauptstraße 5",
                            "80331 München",
                            "USt-IdNr.: DE999999999",
                            "Torstraße 177",
                            "Thank you.",
                            "Seite 1 von 1");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Rechnung INV-000001");
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
        }
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "lang=\"de\"",
                        "Müller &amp; Söhne GmbH",
                        "INV-000001",
                        "1.234,50 €",
                        "billing@northwind.example",
                        "#0B5FFF");
    }

    @Test
    void answersWithHeadersThatKeepThePageHarmless() {
        var invoice = invoice(account("USD", "Ada", ""), line("Workshop", "100"), "");

        var page =
                api.get("/v1/invoices/" + invoice + "/html").expect(200).http().headers();
        assertThat(page.firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("frame-ancestors 'none'");
        assertThat(page.firstValue("X-Content-Type-Options")).hasValue("nosniff");

        var file = file(invoice).headers();
        assertThat(file.firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(file.firstValue("Content-Disposition")).hasValue("inline; filename=\"INV-000001.pdf\"");
        assertThat(file.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "pdf"})
    void isNotFoundByStrangers(String form) {
        var invoice = invoice(account("USD", "Ada", ""), line("Workshop", "100"), "");

        api.get("/v1/invoices/" + UUID.randomUUID() + "/" + form).expectProblem(404, "invoice_not_found");
        newTenant().get("/v1/invoices/" + invoice + "/" + form).expectProblem(404, "invoice_not_found");
        api.send(
                        "GET",
                        "/v1/invoices/" + UUID.randomUUID() + "/" + form,
                        null,
                        Map.of("Accept", "text/html, application/pdf"))
                .expectProblem(404, "invoice_not_found");
        api.as("").get("/v1/invoices/" + invoice + "/" + form).expectProblem(401, "unauthorized");
    }

    @Test
    void spreadsManyLinesOverPages() throws IOException {
        var lines = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> line("Item %03d".formatted(i), "1250"))
                .collect(Collectors.joining(","));

        try (var pdf = pdf(invoice(account("USD", "Ada", ""), lines, ""))) {
            int pages = pdf.getNumberOfPages();
            assertThat(pages).isBetween(8, 16);
            for (int page = 1; page <= pages; page++) {
                assertThat(text(pdf, page, page))
                        .contains("Description", "Unit price", "Page " + page + " of " + pages);
            }
            assertThat(text(pdf, pages, pages)).contains("Amount due $2,500.00");
            assertThat(text(pdf)
                            .lines()
                            .filter(line -> line.startsWith("Item "))
                            .map(line -> line.substring(0, 8)))
                    .isEqualTo(IntStream.rangeClosed(1, 200)
                            .mapToObj("Item %03d"::formatted)
                            .toList());
        }
    }

    @Test
    void keepsLongNamesOnThePage() throws IOException {
        var outside = new ArrayList<String>();
        var stripper = new PDFTextStripper() {
            @Override
            protected void writeString(String text, List<TextPosition> positions) throws IOException {
                var right = positions.stream()
                        .mapToDouble(p -> p.getXDirAdj() + p.getWidthDirAdj())
                        .max();
                // 18 mm of margin on a page of 210 mm, in points.
                if (right.orElse(0) > (210 - 18) / 25.4 * 72 + 1) {
                    outside.add(text);
                }
                super.writeString(text, positions);
            }
        };
        var account = account("USD", "W".repeat(200), "");

        try (var pdf = pdf(invoice(account, line("w".repeat(500), "99999999999"), ""))) {
            assertThat(stripper.getText(pdf)).contains("WWW", "www", "$999,999,999.99");
            assertThat(outside).isEmpty();
        }
    }

    @Test
    void printsHostileNamesAsTheyAre() throws IOException {
        var hostile = "${7*7} __${7*7}__ <img src=file:///etc/passwd> <script>alert(1)</script>";
        var invoice = invoice(account("USD", hostile, ""), line(hostile, "100"), "");

        try (var pdf = pdf(invoice)) {
            assertThat(text(pdf)).contains("${7*7} __${7*7}__", "<script>").doesNotContain("49", "root:");
        }
        assertThat(html(invoice))
                .contains("${7*7} __${7*7}__ &lt;img src=file:///etc/passwd&gt;")
                .doesNotContain("<img", "<script", "49");
    }

    @Test
    void countsEachCurrencyInItsOwnUnits() throws IOException {
        var yen = invoice(account("JPY", "株式会社ラブレス", ", \"locale\": \"ja-JP\""), line("ワークショップ", "123456"), "");
        var dinars = invoice(account("BHD", "Ada", ""), line("Workshop", "123456"), "");

        try (var pdf = pdf(yen)) {
            assertThat(text(pdf)).contains("請求書", "株式会社ラブレス", "ワークショップ", "¥123,456", "1 / 1ページ");
        }
        try (var pdf = pdf(dinars)) {
            assertThat(text(pdf)).contains("Amount due BHD 123.456");
        }
    }

    @Test
    void saysWhereTheMoneyOfADowngradeWent() throws IOException {
        var account = account("USD", "Ada", "");
        api.attach(account, "pm_card_visa");
        api.monthlyPlan("business", 6200);
        api.monthlyPlan("team", 3100);
        var subscription = api.subscribe(account, "business").expect(201).text("id");
        api.advanceTo("2026-01-11T09:30:00Z");
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"team\"}")
                .expect(200);
        var invoice = api.invoicesOf(subscription).getLast().path("id").asString();

        try (var pdf = pdf(invoice)) {
            assertThat(text(pdf))
                    .contains(
                            "-$21.00 added to your account credit",
                            "-($62.00 × 21/31) = -$42.00 (21/31 of the period not used)",
                            "$31.00 × 21/31 = $21.00 (21/31 of the period)",
                            "Jan 11, 2026 – Jan 31, 2026",
                            "Total -$21.00",
                            "Added to your account credit $21.00",
                            "Amount due $0.00");
        }
    }

    @Test
    void listsTheTiersOfAPrice() throws IOException {
        var account = account("USD", "Ada", "");
        api.attach(account, "pm_card_visa");
        api.post("/v1/plans", """
                {"code": "seats", "name": "Seats", "interval": "MONTH", "charges": [
                  {"code": "seats", "type": "RECURRING", "model": "GRADUATED", "prices": [{"currency": "USD", "tiers": [
                    {"up_to": 10, "unit_amount": "0", "flat_amount": 5000}, {"unit_amount": "450"}]}]}]}""").expect(201);
        var subscription = api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"seats\", \"quantity\": 15}".formatted(account))
                .expect(201)
                .text("id");

        try (var pdf = pdf(api.invoicesOf(subscription).getFirst().path("id").asString())) {
            assertThat(text(pdf))
                    .contains(
                            "Each tier prices the units that fall into it.",
                            "up to 10 $50.00 flat $50.00",
                            "above 10 5 × $4.50 $22.50",
                            "Total $72.50");
        }
    }

    @Test
    void marksWhatIsNoInvoiceYetOrNoLonger() throws IOException {
        var account = account("USD", "Ada", "");
        var draft = invoice(account, line("Workshop", "100"), ", \"finalize\": false");
        var voided = invoice(account, line("Workshop", "100"), "");
        api.post("/v1/invoices/" + voided + "/void", "").expect(200);

        assertThat(html(draft)).contains("Draft: not an invoice yet", "class=\"watermark\"");
        assertThat(file(draft).headers().firstValue("Content-Disposition"))
                .hasValue("inline; filename=\"draft-" + draft + ".pdf\"");
        try (var pdf = pdf(voided)) {
            assertThat(text(pdf)).contains("Void", "nothing is to be paid");
        }
    }

    @Test
    void outlivesTheAccount() {
        var account = account("USD", "Ada", "");
        var invoice = invoice(account, line("Workshop", "100"), "");
        api.delete("/v1/accounts/" + account).expect(200);

        assertThat(html(invoice)).contains("Ada", "INV-000001");
    }

    @Test
    void checksBrandingWhenItIsSet() {
        for (var color : List.of("red", "#12345", "#000000;} body { background: url(http://127.0.0.1:9)")) {
            api.patch("/v1/tenant", "{\"branding\": {\"brand_color\": \"" + color + "\"}}")
                    .expectProblem(422, "validation_failed")
                    .expectField("branding.brand_color");
        }
        api.patch("/v1/tenant", "{\"branding\": {\"logo\": \"https://example.com/logo.png\"}}")
                .expectProblem(400, "unknown_field");

        var changed = api.patch("/v1/tenant", "{\"branding\": {\"brand_color\": \"#AA0000\", \"logo_text\": null}}")
                .expect(200)
                .body();

        assertThat(changed.path("branding").path("brand_color").asString()).isEqualTo("#AA0000");
        assertThat(changed.path("branding").path("logo_text").isNull()).isTrue();
        assertThat(changed.path("branding").path("company_tax_id").asString()).isEqualTo("DE812345678");
        assertThat(changed.path("invoice_footer").asString()).isEqualTo("Thank you.");
    }

    @Test
    void readsSettingsStoredBeforeThereWasBranding() {
        var invoice = invoice(account("USD", "Ada", ""), line("Workshop", "100"), "");
        owner().sql(
                        "update tenant set settings = settings - 'branding' where id = (select tenant_id from invoice where id = :id::uuid)")
                .param("id", invoice)
                .update();

        assertThat(api.get("/v1/tenant").expect(200).body().path("branding").isNull())
                .isTrue();
        assertThat(html(invoice)).contains("Northwind Cloud GmbH").doesNotContain("#0B5FFF");
    }
}
