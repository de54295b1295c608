package dev.perennial.invoice.document;

import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.perennial.invoice.InvoiceLineSnapshot;

/** How the amounts of lines came about, in the words that stand on the document. */
public final class LineExplanations {

    private LineExplanations() {}

    /**
     * Of one line.
     *
     * @param tiers those that took part, for tiered prices
     */
    public record Explained(List<String> sentences, List<Tier> tiers) {}

    /** What one tier contributed, as text. */
    public record Tier(String range, String prices, String amount) {}

    /** By the id of the line, in the language and number format of {@code locale}. */
    public static Map<UUID, Explained> of(List<InvoiceLineSnapshot> lines, String currency, Locale locale) {
        var text = new ExplanationText(new Amounts(locale, Currency.getInstance(currency)), new Words(locale));
        return lines.stream()
                .collect(Collectors.toMap(
                        InvoiceLineSnapshot::id,
                        line -> new Explained(
                                text.sentences(line),
                                text.tiers(line).stream()
                                        .map(tier -> new Tier(tier.range(), tier.calculation(), tier.amount()))
                                        .toList()),
                        (one, same) -> one));
    }
}
