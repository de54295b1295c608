package dev.perennial.scenario;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;

import dev.perennial.support.Api;
import dev.perennial.support.EInvoiceJudge;
import dev.perennial.support.PerennialIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A company in Germany bills the world, and whatever it bills can be read and booked by machines. */
class ElectronicInvoicesScenarioIT extends PerennialIT {
    private static final String MUNICH =
            "{\"line1\": \"Hauptstraße 5\", \"postal_code\": \"80331\", \"city\": \"München\", \"country\": \"DE\"}";
    private static final String PARIS = "{\"line1\": \"1 rue de Rivoli\", \"city\": \"Paris\", \"country\": \"FR\"}";
    private static final String NEW_YORK =
            "{\"line1\": \"1 Wall Street\", \"city\": \"New York\", \"state\": \"NY\", \"country\": \"US\"}";
    private Api api;

    @BeforeEach
    void aSellerInBerlin() {
        api = newTenant();
        api.patch("/v1/tenant", """
                {"name": "Northwind Cloud GmbH", "tax": {"seller_country": "DE"}, "branding": {"company_tax_id": "DE812345678",
                 "company_address": ["Torstraße 177", "Hinterhof", "3. Stock", "10115 Berlin"],
                 "support_email": "billing@northwind.example"}}""").expect(200);
        rate("DE", "", "19", false);
        rate("FR", "", "20", true);
        rate("IT", "", "0", false);
        rate("US", "", "4", false);
        rate("US", "\"state\": \"NY\", ", "4.5", false);
    }

    private void rate(String country, String place, String percent, boolean inclusive) {
        api.post("/v1/tax-rates", """
                {"country": "%s", %s"rate_percent": %s, "inclusive": %s, "name": "Tax"}""".formatted(country, place, percent, inclusive))
                .expect(201);
    }

    private String account(String currency, String address, String more) {
        return api.post("/v1/accounts", """
                        {"name": "Müller & Söhne", "email": "ada@example.com", "currency": "%s", "address": %s%s}""".formatted(currency, address, more))
                .expect(201)
                .text("id");
    }

    private JsonNode invoice(String account, String... lines) {
        return api.post("/v1/invoices", """
                        {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [%s]}""".formatted(account, String.join(",", lines)))
                .expect(201)
                .body();
    }

    private static String line(String quantity, String unitAmount) {
        return "{\"description\": \"Support <24/7>\", \"quantity\": %s, \"unit_amount\": \"%s\"}"
                .formatted(quantity, unitAmount);
    }

    private static String path(JsonNode invoice) {
        return "/v1/invoices/" + invoice.path("id").asString();
    }

    private void requireValidFacturX(JsonNode invoice) {
        EInvoiceJudge.requireValid(api.file(path(invoice) + "/facturx"), "invoice.pdf");
    }

    /** The UBL is valid, and says to the cent what the invoice says. */
    private Document requireTrue(JsonNode invoice, int digits) {
        var path = path(invoice);
        var ubl = api.file(path + "/ubl");
        EInvoiceJudge.requireValid(ubl, "invoice.xml");
        var xml = EInvoiceJudge.xml(ubl);
        assertThat(EInvoiceJudge.texts(xml, "ID"))
                .containsExactly(invoice.path("number").asString());
        assertAmount(xml, "LegalMonetaryTotal/TaxExclusiveAmount", net(invoice), digits);
        assertTax(xml, invoice.path("tax_total").asLong(), digits);
        assertAmount(
                xml,
                "LegalMonetaryTotal/TaxInclusiveAmount",
                invoice.path("total").asLong(),
                digits);
        assertAmount(
                xml,
                "LegalMonetaryTotal/PayableAmount",
                invoice.path("amount_due").asLong(),
                digits);
        return xml;
    }

    private static long net(JsonNode invoice) {
        return invoice.path("subtotal").asLong()
                - invoice.path("discount_total").asLong();
    }

    private static void assertAmount(Document xml, String path, long minor, int digits) {
        assertThat(EInvoiceJudge.number(xml, path)).as(path).isEqualByComparingTo(BigDecimal.valueOf(minor, digits));
    }

    /** The tax in the document's own currency comes first, whether or not another follows. */
    private static void assertTax(Document xml, long minor, int digits) {
        var first = EInvoiceJudge.texts(xml, "TaxTotal/TaxAmount").getFirst();
        assertThat(new BigDecimal(first)).isEqualByComparingTo(BigDecimal.valueOf(minor, digits));
    }

    private static List<String> categories(Document xml) {
        return EInvoiceJudge.texts(xml, "TaxTotal/TaxSubtotal/TaxCategory/ID");
    }

    @Test
    void billsASubscriptionWithTiersADiscountAndCredit() {
        var account = account(
                "EUR", MUNICH, ", \"locale\": \"de-DE\", \"tax_id\": \"DE999999999\", \"timezone\": \"Europe/Berlin\"");
        api.attach(account, "pm_card_visa");
        api.post(
                        "/v1/accounts/" + account + "/credits",
                        "{\"amount\": 700, \"currency\": \"EUR\", \"reason\": \"gift\"}")
                .expect(201);
        api.post("/v1/plans", """
                {"code": "team", "name": "Team", "interval": "MONTH", "charges": [
                  {"code": "seats", "type": "RECURRING", "model": "PER_UNIT", "prices": [{"currency": "EUR", "unit_amount": "41150.5"}]},
                  {"code": "tiers", "type": "RECURRING", "model": "GRADUATED", "prices": [{"currency": "EUR", "tiers": [
                    {"up_to": 2, "unit_amount": "333"}, {"unit_amount": "111.1"}]}]}]}""").expect(201);
        api.post("/v1/coupons", "{\"code\": \"LAUNCH\", \"percent_off\": 7, \"duration\": \"FOREVER\"}")
                .expect(201);
        var subscription = api.post(
                        "/v1/subscriptions",
                        "{\"account_id\": \"%s\", \"plan_code\": \"team\", \"quantity\": 3}".formatted(account))
                .expect(201)
                .text("id");
        api.post("/v1/subscriptions/" + subscription + "/discounts", "{\"coupon_code\": \"LAUNCH\"}")
                .expect(201);
        api.advanceBy("P1M");
        var invoice = api.invoicesOf(subscription).getLast();

        var xml = requireTrue(invoice, 2);
        requireValidFacturX(invoice);

        assertThat(categories(xml)).containsExactly("S");
        assertThat(EInvoiceJudge.texts(xml, "InvoiceLine/AllowanceCharge/AllowanceChargeReason"))
                .containsExactly("LAUNCH", "LAUNCH");
        assertThat(EInvoiceJudge.texts(xml, "InvoiceLine/InvoicePeriod/EndDate"))
                .contains("2026-02-28");
        assertThat(EInvoiceJudge.texts(xml, "AccountingCustomerParty/Party/PartyTaxScheme/CompanyID"))
                .containsExactly("DE999999999");

        var note = api.post(
                        "/v1/invoices/" + invoice.path("id").asString() + "/credit-notes",
                        "{\"amount\": 12345, \"reason\": \"Outage\"}")
                .expect(201)
                .body();
        var path = "/v1/credit-notes/" + note.path("id").asString();
        EInvoiceJudge.requireValid(api.file(path + "/facturx"), "note.pdf");
        var ubl = api.file(path + "/ubl");
        EInvoiceJudge.requireValid(ubl, "note.xml");
        var credited = EInvoiceJudge.xml(ubl);
        assertThat(credited.getDocumentElement().getLocalName()).isEqualTo("CreditNote");
        assertAmount(credited, "LegalMonetaryTotal/TaxInclusiveAmount", 12345, 2);
        assertTax(credited, note.path("tax_total").asLong(), 2);
        assertThat(EInvoiceJudge.texts(credited, "BillingReference/InvoiceDocumentReference/ID"))
                .containsExactly(invoice.path("number").asString());
    }

    @Test
    void takesPricesThatHoldTaxApart() {
        var invoice = invoice(account("EUR", PARIS, ""), line("3", "3333"), line("1", "1"), line("7", "99.9"));

        var xml = requireTrue(invoice, 2);

        assertThat(invoice.path("total").asLong()).isEqualTo(9999 + 1 + 699);
        assertThat(categories(xml)).containsExactly("S");
        assertThat(EInvoiceJudge.texts(xml, "TaxTotal/TaxSubtotal/TaxCategory/Percent"))
                .containsExactly("20");
    }

    @Test
    void saysWhyNoTaxIsDue() {
        var reversed = invoice(account("EUR", PARIS, ", \"tax_id\": \"FR40303265045\""), line("1", "10000"));
        var abroad = requireTrue(reversed, 2);
        requireValidFacturX(reversed);
        var exempt = requireTrue(invoice(account("EUR", MUNICH, ", \"tax_exempt\": true"), line("1", "10000")), 2);
        var zero = requireTrue(invoice(account("EUR", "{\"country\": \"IT\"}", ""), line("1", "10000")), 2);
        var untaxed =
                invoice(account("USD", "{\"country\": \"CA\"}", ", \"tax_id\": \"DE999999999\""), line("1", "10000"));
        var elsewhere = requireTrue(untaxed, 2);
        requireValidFacturX(untaxed);

        assertThat(categories(abroad)).containsExactly("AE");
        assertThat(EInvoiceJudge.texts(abroad, "TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason"))
                .containsExactly("Reverse charge: the customer accounts for the tax.");
        assertThat(categories(exempt)).containsExactly("E");
        assertThat(categories(zero)).containsExactly("Z");
        assertThat(categories(elsewhere)).containsExactly("O");
    }

    @Test
    void addsUpTheRatesOfStateAndCity() {
        var xml = requireTrue(invoice(account("USD", NEW_YORK, ""), line("1", "11999"), line("2", "-50")), 2);

        assertThat(EInvoiceJudge.texts(xml, "TaxTotal/TaxSubtotal/TaxCategory/Percent"))
                .containsExactly("8.5");
        assertThat(EInvoiceJudge.texts(xml, "InvoiceLine/InvoicedQuantity")).containsExactly("1", "-2");
    }

    @Test
    void billsWhatIsGivenBack() {
        var account = account("USD", NEW_YORK, "");
        api.attach(account, "pm_card_visa");
        api.monthlyPlan("business", 6200);
        api.monthlyPlan("team", 3100);
        var subscription = api.subscribe(account, "business").expect(201).text("id");
        api.patch("/v1/accounts/" + account, "{\"address\": {\"country\": \"CA\"}}")
                .expect(200);
        api.advanceTo("2026-01-11T09:30:00Z");
        api.post("/v1/subscriptions/" + subscription + "/change", "{\"plan_code\": \"team\"}")
                .expect(200);

        assertThatThrownBy(() -> EInvoiceJudge.requireValid(
                        api.get(path(api.invoicesOf(subscription).getLast()) + "/ubl")
                                .http()
                                .body()
                                .replaceFirst(">-?[0-9.]+</cbc:PayableAmount>", ">12.34</cbc:PayableAmount>")
                                .getBytes(StandardCharsets.UTF_8),
                        "wrong.xml"))
                .hasMessageContaining("BR-CO-16");

        // Time is given back with the tax that was billed for it; the rest is for a place without any.
        var xml = requireTrue(api.invoicesOf(subscription).getLast(), 2);

        assertThat(categories(xml)).containsExactlyInAnyOrder("S", "E");
    }

    @Test
    void knowsCurrenciesByTheirDigits() {
        requireTrue(invoice(account("JPY", MUNICH, ""), line("3", "333"), line("1", "7")), 0);
        var dinars = invoice(account("BHD", MUNICH, ""), line("1", "123456"));

        api.get("/v1/invoices/" + dinars.path("id").asString() + "/ubl")
                .expectProblem(409, "e_invoice_currency_unsupported");
        api.get("/v1/invoices/" + dinars.path("id").asString() + "/facturx")
                .expectProblem(409, "e_invoice_currency_unsupported");
    }

    @Test
    void saysTaxInTheCurrencyOfTheSellerToo() {
        // 2 January 2026: 1.25 dollars, 160 yen or 0.8 pounds for a euro.
        new Api(baseUrl(), OPERATOR_KEY)
                .post("/v1/exchange-rates", """
                        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
                          xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2026-01-02">
                        <Cube currency="USD" rate="1.25"/><Cube currency="JPY" rate="160"/><Cube currency="GBP" rate="0.8"/>
                        </Cube></Cube></gesmes:Envelope>""", Map.of("Content-Type", "application/xml"))
                .expect(200);
        api.advanceTo("2026-01-04T12:00:00Z");
        var dollars = invoice(account("USD", MUNICH, ""), line("1", "10000"));
        var yen = invoice(account("JPY", MUNICH, ""), line("1", "16000"));
        var reversed = invoice(account("USD", PARIS, ", \"tax_id\": \"FR40303265045\""), line("1", "10000"));
        var home = invoice(account("EUR", MUNICH, ""), line("1", "10000"));

        assertAccountingTax(requireTaxInEuros(dollars), "19.00", "15.20");
        requireValidFacturX(dollars);
        assertAccountingTax(requireTaxInEuros(yen), "3040", "19.00");
        assertAccountingTax(requireTaxInEuros(reversed), "0.00", "0.00");
        requireValidFacturX(reversed);
        assertThat(EInvoiceJudge.texts(requireTrue(home, 2), "TaxCurrencyCode")).isEmpty();

        var note = api.post(path(dollars) + "/credit-notes", "{\"amount\": 1190, \"reason\": \"Outage\"}")
                .expect(201)
                .text("id");
        EInvoiceJudge.requireValid(api.file("/v1/credit-notes/" + note + "/facturx"), "note.pdf");
        var ubl = api.file("/v1/credit-notes/" + note + "/ubl");
        EInvoiceJudge.requireValid(ubl, "note.xml");
        assertAccountingTax(EInvoiceJudge.xml(ubl), "1.90", "1.52");
    }

    private Document requireTaxInEuros(JsonNode invoice) {
        var ubl = api.file(path(invoice) + "/ubl");
        EInvoiceJudge.requireValid(ubl, "invoice.xml");
        return EInvoiceJudge.xml(ubl);
    }

    private static void assertAccountingTax(Document xml, String tax, String inEuros) {
        assertThat(EInvoiceJudge.texts(xml, "TaxCurrencyCode")).containsExactly("EUR");
        assertThat(EInvoiceJudge.texts(xml, "TaxTotal/TaxAmount")).containsExactly(tax, inEuros);
    }

    @Test
    void isForWhatCountsOnly() {
        var account = account("EUR", MUNICH, "");
        var draft = api.post("/v1/invoices", """
                {"account_id": "%s", "finalize": false, "lines": [%s]}""".formatted(account, line("1", "100")))
                .expect(201)
                .text("id");
        var voided = invoice(account, line("1", "100")).path("id").asString();
        api.post("/v1/invoices/" + voided + "/void", "").expect(200);

        api.get("/v1/invoices/" + draft + "/ubl").expectProblem(409, "invoice_not_finalized");
        api.get("/v1/invoices/" + draft + "/facturx").expectProblem(409, "invoice_not_finalized");
        api.get("/v1/invoices/" + voided + "/ubl").expectProblem(409, "invoice_void");
    }

    @Test
    void namesWhatIsMissingUntilItIsThere() {
        var anew = newTenant();
        var account = anew.post(
                        "/v1/accounts", "{\"name\": \"Ada\", \"email\": \"ada@example.com\", \"currency\": \"EUR\"}")
                .expect(201)
                .text("id");
        var invoice = anew.post("/v1/invoices", """
                {"account_id": "%s", "collection": "SEND_INVOICE", "lines": [%s]}""".formatted(account, line("1", "100")))
                .expect(201)
                .text("id");
        var page = anew.get("/v1/invoices/" + invoice + "/html").http().body();

        anew.get("/v1/invoices/" + invoice + "/ubl")
                .expectProblem(422, "e_invoice_data_missing")
                .expectField("tenant.tax.seller_country")
                .expectField("tenant.branding.company_tax_id")
                .expectField("tenant.branding.company_address")
                .expectField("account.address.country");

        anew.patch("/v1/tenant", """
                {"tax": {"seller_country": "DE"}, "branding": {"company_tax_id": "DE812345678", "company_address": ["Torstraße 177"]}}""").expect(200);
        anew.patch("/v1/accounts/" + account, "{\"address\": {\"country\": \"DE\"}}")
                .expect(200);
        EInvoiceJudge.requireValid(
                anew.get("/v1/invoices/" + invoice + "/ubl")
                        .expect(200)
                        .http()
                        .body()
                        .getBytes(StandardCharsets.UTF_8),
                "invoice.xml");
        assertThat(anew.get("/v1/invoices/" + invoice + "/html").http().body()).isEqualTo(page);
    }

    @Test
    void staysWhatItWasWhenBothMoveHouse() throws IOException {
        var account = account("EUR", MUNICH, ", \"locale\": \"de-DE\"");
        var old = invoice(account, line("1", "10000")).path("id").asString();
        var note = api.post("/v1/invoices/" + old + "/credit-notes", "{\"amount\": 100, \"reason\": \"Outage\"}")
                .expect(201)
                .text("id");
        var page = api.get("/v1/invoices/" + old + "/html").http().body();
        var ubl = api.get("/v1/invoices/" + old + "/ubl").http().body();
        var notePage = api.get("/v1/credit-notes/" + note + "/html").http().body();
        var noteUbl = api.get("/v1/credit-notes/" + note + "/ubl").http().body();

        api.patch(
                        "/v1/accounts/" + account,
                        "{\"name\": \"Meier AG\", \"locale\": \"en\", \"timezone\": \"Pacific/Apia\", \"address\": %s}"
                                .formatted(PARIS))
                .expect(200);
        api.patch(
                        "/v1/tenant",
                        "{\"name\": \"Southwind\", \"invoice_footer\": \"New\", \"branding\": {\"brand_color\": \"#AA0000\", \"company_tax_id\": \"DE000000000\"}}")
                .expect(200);

        assertThat(api.get("/v1/invoices/" + old + "/html").http().body()).isEqualTo(page);
        assertThat(api.get("/v1/invoices/" + old + "/ubl").http().body()).isEqualTo(ubl);
        assertThat(api.get("/v1/credit-notes/" + note + "/html").http().body()).isEqualTo(notePage);
        assertThat(api.get("/v1/credit-notes/" + note + "/ubl").http().body()).isEqualTo(noteUbl);
        try (var pdf = Loader.loadPDF(api.file("/v1/invoices/" + old + "/pdf"))) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("Müller & Söhne", "Northwind", "DE812345678")
                    .doesNotContain("Meier", "Southwind");
        }
        var next = invoice(account, line("1", "100")).path("id").asString();
        assertThat(api.get("/v1/invoices/" + next + "/html").http().body())
                .contains("Meier AG", "Southwind", "#AA0000");
    }

    @Test
    void freezesADraftWhenItBecomesFinal() {
        var account = account("EUR", MUNICH, "");
        var draft = api.post("/v1/invoices", """
                {"account_id": "%s", "finalize": false, "collection": "SEND_INVOICE", "lines": [%s]}""".formatted(account, line("1", "100")))
                .expect(201)
                .text("id");
        api.patch("/v1/accounts/" + account, "{\"name\": \"Second\"}").expect(200);
        assertThat(api.get("/v1/invoices/" + draft + "/html").http().body()).contains("Second");
        api.post("/v1/invoices/" + draft + "/finalize", "").expect(200);
        api.patch("/v1/accounts/" + account, "{\"name\": \"Third\"}").expect(200);

        assertThat(api.get("/v1/invoices/" + draft + "/html").http().body())
                .contains("Second")
                .doesNotContain("Third");
    }

    @Test
    void forgetsNoMoreThanItMustOfWhoWasBilled() {
        var account = account("EUR", MUNICH, "");
        var old = invoice(account, line("1", "10000")).path("id").asString();
        api.post("/v1/invoices/" + old + "/mark-uncollectible", "").expect(200);
        api.patch("/v1/accounts/" + account, "{\"name\": \"Meier AG\", \"email\": \"meier@example.com\"}")
                .expect(200);
        api.post("/v1/accounts/" + account + "/erase", "{}").expect(200);

        var ubl = api.get("/v1/invoices/" + old + "/ubl").expect(200).http().body();
        assertThat(ubl)
                .contains("Müller &amp; Söhne", "Hauptstraße 5")
                .doesNotContain("Meier", "ada@example.com", "meier@");
        assertThat(owner().sql("select count(*) from billed_identity where account_id = :account::uuid")
                        .param("account", account)
                        .query(Long.class)
                        .single())
                .as("identities that no document names")
                .isOne();
    }
}
