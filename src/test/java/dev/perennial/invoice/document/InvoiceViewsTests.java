package dev.perennial.invoice.document;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.account.Address;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.document.InvoiceView.Headline;
import dev.perennial.invoice.document.InvoiceView.Party;
import dev.perennial.invoice.domain.InvoiceStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** What an invoice says, to whom and in which words. No-break spaces are written as '_', narrow ones as '.'. */
class InvoiceViewsTests {
    private static final Map<String, Object> PER_UNIT = Map.of("model", "PER_UNIT", "formula", "as stored");

    private static String visible(String text) {
        return text.replace('\u00A0', '_').replace('\u202F', '.');
    }

    private static List<String> totals(InvoiceView view) {
        return view.totals().stream()
                .map(total -> visible(total.label() + ":") + " " + visible(total.amount()))
                .toList();
    }

    private static Stream<String> facts(InvoiceView view) {
        return view.facts().stream().map(fact -> fact.label() + ": " + visible(fact.value()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            en    | USD |  123456 | $1,234.56     | due on January 15, 2026           | Jan 1, 2026 – Jan 31, 2026
            en-GB | GBP |  123456 | £1,234.56     | due on 15 January 2026            | 1 Jan 2026 – 31 Jan 2026
            de-DE | EUR |  123456 | 1.234,56_€    | fällig am 15. Januar 2026         | 01.01.2026 – 31.01.2026
            de-CH | CHF |  123456 | CHF_1’234.56  | fällig am 15. Januar 2026         | 01.01.2026 – 31.01.2026
            fr-FR | EUR |  123456 | 1.234,56_€    | à payer au plus tard le 15 janvier 2026 | 1 janv. 2026 – 31 janv. 2026
            es-ES | EUR | 1234567 | 12.345,67_€   | vence el 15 de enero de 2026      | 1 ene 2026 – 31 ene 2026
            ja-JP | JPY |  123456 | ¥123,456      | お支払期限 2026年1月15日          | 2026/01/01 – 2026/01/31
            en-US | JPY |  123456 | ¥123,456      | due on January 15, 2026           | Jan 1, 2026 – Jan 31, 2026
            en-US | BHD |  123456 | BHD_123.456   | due on January 15, 2026           | Jan 1, 2026 – Jan 31, 2026
            de-DE | BHD |  123456 | 123,456_BHD   | fällig am 15. Januar 2026         | 01.01.2026 – 31.01.2026
            it-IT | EUR |  123456 | 1.234,56_€    | due on 15 gennaio 2026            | 1 gen 2026 – 31 gen 2026
            ar-EG | EGP |  123456 | EGP_1,234.56  | due on January 15, 2026           | Jan 1, 2026 – Jan 31, 2026
            qq    | USD |  123456 | $1,234.56     | due on January 15, 2026           | Jan 1, 2026 – Jan 31, 2026
            """)
    void writesAmountsAndDaysAsTheReaderDoes(
            String locale, String currency, long minor, String amount, String caption, String period) {
        var view = Papers.in(currency)
                .readIn(locale, "UTC")
                .line("Plan", "1", String.valueOf(minor), minor, PER_UNIT)
                .view();

        assertThat(visible(view.headline().amount())).isEqualTo(amount);
        assertThat(visible(view.headline().caption())).isEqualTo(caption);
        assertThat(visible(String.valueOf(view.lines().getFirst().period()))).isEqualTo(period);
    }

    @Test
    void readsInstantsInTheAccountsTimeZone() {
        var newYork = Papers.in("USD").readIn("en-US", "America/New_York").status(InvoiceStatus.PAID);

        // Midnight in UTC is still the evening before; the end of the period, too, falls within a day there.
        assertThat(facts(newYork.line("Plan", "1", "100", 100, PER_UNIT).view()))
                .containsExactly(
                        "Invoice number: INV-000042",
                        "Issued: December 31, 2025",
                        "Due: January 14, 2026",
                        "Paid: January 3, 2026",
                        "Billing period: Dec 31, 2025 – Jan 31, 2026");
    }

    @Test
    void addsUpFromSubtotalToAmountDue() {
        var view = Papers.in("EUR")
                .readIn("de-DE", "Europe/Berlin")
                .line("Plan", "1", "10000", 10000, 1000, 1710, PER_UNIT)
                .line("Books", "1", "500", 500, PER_UNIT)
                .credit(210)
                .paid(1000)
                .view();

        assertThat(totals(view))
                .containsExactly(
                        "Zwischensumme: 105,00_€",
                        "Rabatt LAUNCH: -10,00_€",
                        "VAT 19% auf 90,00_€: 17,10_€",
                        "Gesamtbetrag: 112,10_€",
                        "Verrechnetes Guthaben: -2,10_€",
                        "Bereits gezahlt: -10,00_€",
                        "Offener Betrag: 100,00_€");
    }

    @Test
    void leavesOutWhatIsZero() {
        assertThat(totals(
                        Papers.in("JPY").line("Plan", "1", "100", 100, PER_UNIT).view()))
                .containsExactly("Subtotal: ¥100", "Total: ¥100", "Amount due: ¥100");
    }

    @Test
    void saysWhereMoneyOwedToTheAccountWent() {
        var view = Papers.in("BHD")
                .line("Unused time", "1", "-30500", -30500, PER_UNIT)
                .credit(-30500)
                .status(InvoiceStatus.PAID)
                .view();

        assertThat(visible(view.lines().getFirst().amount())).isEqualTo("-BHD_30.500");
        assertThat(view.headline().caption()).isEqualTo("added to your account credit");
        assertThat(totals(view))
                .containsExactly(
                        "Subtotal: -BHD_30.500",
                        "Total: -BHD_30.500",
                        "Added to your account credit: BHD_30.500",
                        "Amount due: BHD_0.000");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            DRAFT,         Draft,         true,  Draft: not an invoice yet
            OPEN,          -,             false, 'due on January 15, 2026'
            PAST_DUE,      Past due,      false, 'due on January 15, 2026'
            PAID,          Paid,          false, 'paid on January 3, 2026'
            UNCOLLECTIBLE, Uncollectible, false, 'due on January 15, 2026'
            VOID,          Void,          true,  Void: nothing is to be paid
            """)
    void stampsTheState(InvoiceStatus status, String stamp, boolean watermark, String caption) {
        var view = Papers.in("USD")
                .status(status)
                .line("Plan", "1", "100", 100, PER_UNIT)
                .view();

        assertThat(view.headline()).isEqualTo(new Headline("$1.00", caption));
        assertThat(view.stamp() == null ? null : view.stamp().text()).isEqualTo(stamp);
        assertThat(view.stamp() != null && view.stamp().kind().watermark()).isEqualTo(watermark);
    }

    @Test
    void givesADraftNeitherNumberNorDates() {
        var view = Papers.in("USD").status(InvoiceStatus.DRAFT).view();

        assertThat(view.title()).isEqualTo("Invoice");
        assertThat(facts(view)).containsExactly("Billing period: Jan 1, 2026 – Jan 31, 2026");
    }

    @Test
    void namesBothParties() {
        var papers = Papers.in("EUR")
                .readIn("de-DE", "Europe/Berlin")
                .to(new Address("Hauptstraße 5", null, "München", null, "80331", "DE"));
        var seller = new Seller(
                "Acme Inc",
                "acme",
                "#0B5FFF",
                List.of("1 Main St", "Austin"),
                "US1",
                "help@acme.example",
                "Thank you",
                null);

        var view = InvoiceViews.of(papers.invoice(), papers.account("Müller GmbH"), seller);

        assertThat(view.logo()).isEqualTo("acme");
        assertThat(view.footer()).isEqualTo("Thank you");
        assertThat(view.seller())
                .isEqualTo(
                        new Party("Acme Inc", List.of("1 Main St", "Austin", "help@acme.example", "USt-IdNr.: US1")));
        assertThat(view.customer())
                .isEqualTo(new Party(
                        "Müller GmbH",
                        List.of(
                                "Hauptstraße 5",
                                "80331 München",
                                "Deutschland",
                                "ada@example.com",
                                "USt-IdNr.: DE123456789")));
    }

    @Test
    void putsThePostalCodeWhereTheCountryDoes() {
        var papers = Papers.in("USD").to(new Address("1 Main St", "Suite 4", "Austin", "TX", "78701", "US"));

        assertThat(papers.view().customer().lines())
                .startsWith("1 Main St", "Suite 4", "Austin, TX 78701", "United States");
    }
}
