package dev.perennial.invoice.document;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.invoice.document.InvoiceView.Tier;

import static org.assertj.core.api.Assertions.assertThat;

/** How an amount came about, from what is stored with the line. */
class ExplanationTextTests {

    private static InvoiceView.Line line(String quantity, String unit, long amount, Map<String, Object> explanation) {
        return Papers.in("USD")
                .line("Plan", quantity, unit, amount, explanation)
                .view()
                .lines()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            FLAT     | 1   | 4900   | -     | 4900  | Flat price
            FLAT     | 1   | 3100   | 17/31 | 1700  | $31.00 × 17/31 = $17.00 (17/31 of the period)
            FLAT     | 1   | -1900  | 17/31 | -1042 | -$19.00 × 17/31 = -$10.42 (17/31 of the period)
            PER_UNIT | 3   | 1250   | -     | 3750  | 3 × $12.50 = $37.50
            PER_UNIT | 1.5 | 10001  | -     | 15002 | 1.5 × $100.01 = $150.02
            PER_UNIT | 250 | 0.0125 | -     | 3     | 250 × $0.000125 = $0.03
            PER_UNIT | 3   | 1250   | 17/31 | 2056  | 3 × $12.50 × 17/31 = $20.56 (17/31 of the period)
            """)
    void writesTheCalculationInMoney(
            String model, String quantity, String unit, String share, long amount, String sentence) {
        var explanation = share == null
                ? Map.<String, Object>of("model", model, "formula", "as stored")
                : Map.<String, Object>of("model", model, "formula", "as stored", "share", share);

        assertThat(line(quantity, unit, amount, explanation).explanation()).containsExactly(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            free units make it less than quantity × price | 10 | 5    | -     | 25
            one cent beside what the sum would be         | 3  | 1250 | 17/31 | 2055
            a share that is none                          | 3  | 1250 | half  | 1875
            """)
    void showsTheStoredFormulaWhereTheSumWouldBeUntrue(
            String name, String quantity, String unit, String share, long amount) {
        var explanation = share == null
                ? Map.<String, Object>of("model", "PER_UNIT", "formula", "(10 - 5) × 5 = 25")
                : Map.<String, Object>of("model", "PER_UNIT", "formula", "(10 - 5) × 5 = 25", "share", share);

        assertThat(line(quantity, unit, amount, explanation).explanation())
                .containsExactly("(10 - 5) × 5 = 25 (amounts in units of $0.01)");
    }

    @Test
    void saysWhatUnusedTimeWasWorth() {
        var papers = Papers.in("USD")
                .line("Unused time", "1", null, -2100, 0, 0, unused("-(3100 × 21/31) = -2100", "21/31"))
                .line("Unused time", "1", null, -1422, 0, 0, unused("-((3100 - 1000) × 21/31) = -1422", "21/31"));

        assertThat(papers.view().lines().stream().map(InvoiceView.Line::explanation))
                .containsExactly(
                        List.of("-($31.00 × 21/31) = -$21.00 (21/31 of the period not used)"),
                        List.of("-((3100 - 1000) × 21/31) = -1422 (amounts in units of $0.01)"));
    }

    private static Map<String, Object> unused(String formula, String share) {
        return Map.of("model", "UNUSED_TIME", "formula", formula, "share", share);
    }

    @Test
    void listsTiersAsTheyTookPart() {
        var tiers = List.of(
                Map.of(
                        "above",
                        "0",
                        "up_to",
                        "1000",
                        "quantity",
                        "1000",
                        "unit_amount",
                        "0",
                        "flat_amount",
                        500,
                        "amount",
                        "500"),
                Map.of("above", "1000", "up_to", "10000", "quantity", "9000", "unit_amount", "1", "amount", "9000"),
                Map.of("above", "10000", "quantity", "2500", "unit_amount", "0.7", "amount", 1750));

        var line = line("12500", "0", 11250, Map.of("model", "GRADUATED", "share", "1/2", "tiers", tiers));

        assertThat(line.explanation())
                .containsExactly("Each tier prices the units that fall into it. Billed for 1/2 of the period.");
        assertThat(line.tiers())
                .containsExactly(
                        new Tier("up to 1,000", "$5.00 flat", "$5.00"),
                        new Tier("above 1,000 up to 10,000", "9,000 × $0.01", "$90.00"),
                        new Tier("above 10,000", "2,500 × $0.007", "$17.50"));
    }

    @Test
    void readsTiersThatNameTheirFirstUnit() {
        var tiers = List.of(
                Map.of("from", 1, "up_to", 10, "quantity", 10, "unit_amount", "100", "amount", 1000),
                Map.of("from", 11, "quantity", 5, "unit_amount", "90", "amount", 450));

        assertThat(line("15", "0", 1450, Map.of("model", "GRADUATED", "tiers", tiers))
                        .tiers())
                .containsExactly(
                        new Tier("1 to 10", "10 × $1.00", "$10.00"), new Tier("from 11", "5 × $0.90", "$4.50"));
    }

    @Test
    void saysWhatWasRoundedAndWhatWasNoted() {
        var explanation = Map.<String, Object>of(
                "model",
                "PER_UNIT",
                "share",
                "17/31",
                "exact_amount",
                "2056.451612903226",
                "note",
                "Stub of a period.");

        assertThat(line("3", "1250", 2056, explanation).explanation())
                .containsExactly(
                        "3 × $12.50 × 17/31 = $20.56 (17/31 of the period)",
                        "Rounded from $20.564516…",
                        "Stub of a period.");
    }

    @Test
    void standsAnythingThatMayBeStored() {
        var odd = Map.<String, Object>of(
                "model",
                7,
                "tiers",
                List.of("x", Map.of("quantity", "many")),
                "exact_amount",
                "none",
                "note",
                List.of());

        var line = line("1", "100", 100, odd);

        assertThat(line.tiers()).containsExactly(new Tier("all units", "", ""), new Tier("all units", "", ""));
        assertThat(line("1", "100", 100, Map.of()).explanation()).containsExactly("1 × $1.00 = $1.00");
        assertThat(new StoredExplanation("text").list("tiers")).isEmpty();
    }
}
