package dev.perennial.invoice.domain;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.perennial.shared.money.Fraction;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Executes the worked examples of {@code docs/tax.md}. */
class TaxDocsTests {
    private static final Pattern EXAMPLE = Pattern.compile("```invoice\n(.*?)---\n(.*?)```", Pattern.DOTALL);

    static Stream<MatchResult> examples() throws IOException {
        var examples = EXAMPLE.matcher(Files.readString(Path.of("docs/tax.md")))
                .results()
                .toList();
        assertThat(examples).hasSize(2);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsTrue(MatchResult example) {
        var lines = new ArrayList<DraftLine>();
        var discounts = new ArrayList<Discount>();
        var rates = new ArrayList<TaxRate>();
        long credit = 0;
        for (var given : example.group(1).strip().split("\n", -1)) {
            var word = given.split("\\s+", -1);
            switch (word[0]) {
                case "line" -> lines.add(Drafts.line(word[1], Long.parseLong(word[2])));
                case "coupon" -> discounts.add(discount(discounts.size(), word));
                case "tax" -> rates.add(rate(word));
                case "credit" -> credit = Long.parseLong(word[1]);
                default -> throw new IllegalArgumentException(given);
            }
        }

        var invoice = AssessedInvoice.of(Drafts.of(lines)
                .discounted(discounts, Fraction.ONE)
                .taxed(Drafts.taxed(rates.toArray(TaxRate[]::new))));

        var expected = new LinkedHashMap<String, Long>();
        for (var told : example.group(2).strip().split("\n", -1)) {
            var word = List.of(told.split("\\s{2,}", -1));
            expected.put(
                    word.get(0).replaceAll("\\s+", " "),
                    Long.parseLong(word.get(1).strip()));
        }
        assertThat(told(invoice, credit)).containsAllEntriesOf(expected);
    }

    private static Map<String, Long> told(AssessedInvoice invoice, long credit) {
        var told = new LinkedHashMap<String, Long>();
        told.put("subtotal", invoice.subtotal());
        told.put("discount", invoice.discountTotal());
        invoice.taxes().forEach(tax -> told.put("tax " + tax.rate().name(), tax.amount()));
        told.put("total", invoice.total());
        told.put("credit", invoice.creditOf(credit));
        told.put("due", invoice.total() - invoice.creditOf(credit));
        return told;
    }

    private static Discount discount(int id, String[] word) {
        var charges = word.length > 3 ? new String[] {word[4]} : new String[0];
        return word[2].endsWith("%")
                ? Drafts.percentOff(id, word[2].replace("%", ""), charges)
                : Drafts.amountOff(id, Long.parseLong(word[2]), charges);
    }

    private static TaxRate rate(String[] word) {
        return new TaxRate(
                null,
                word[1],
                "US",
                null,
                null,
                new BigDecimal(word[2].replace("%", "")),
                word.length > 3,
                TaxSource.TABLE);
    }
}
