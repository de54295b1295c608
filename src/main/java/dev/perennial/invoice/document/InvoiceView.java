package dev.perennial.invoice.document;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Everything that an invoice or a credit note says, as text in the reader's language: the template only places it.
 * Public, as the template engine reads nothing else.
 *
 * @param language of the labels, ISO 639
 * @param words labels by key
 * @param heading what kind of document it is
 * @param notes what the law wants said about tax
 */
public record InvoiceView(
        String language,
        Map<String, String> words,
        String heading,
        String title,
        String logo,
        @Nullable Stamp stamp,
        Headline headline,
        Party seller,
        Party customer,
        List<Fact> facts,
        List<Line> lines,
        List<Total> totals,
        List<String> notes,
        @Nullable String footer) {

    /** The state of the invoice, where a reader must not miss it. */
    public record Stamp(String text, Kind kind) {

        /** How it is painted; a watermark goes across each page. */
        public enum Kind {
            GOOD,
            BAD,
            DRAFT,
            VOID;

            public String style() {
                return switch (this) {
                    case GOOD -> "good";
                    case BAD, VOID -> "bad";
                    case DRAFT -> "draft";
                };
            }

            public boolean watermark() {
                return this == DRAFT || this == VOID;
            }
        }
    }

    /** The one amount that matters, and what is to be done about it. */
    public record Headline(String amount, String caption) {}

    /** A company or person, with address and ids below the name. */
    public record Party(String name, List<String> lines) {}

    /** A labelled value. */
    public record Fact(String label, String value) {}

    /** A line of the invoice. */
    public record Line(
            String description,
            @Nullable String period,
            String quantity,
            @Nullable String unitPrice,
            String amount,
            List<String> explanation,
            List<Tier> tiers) {}

    /** What one tier of a tiered price contributed. */
    public record Tier(String range, String calculation, String amount) {}

    /** A row of the sums below the lines. */
    public record Total(String label, String amount, Weight weight) {

        /** How loud it is. */
        public enum Weight {
            NORMAL,
            SUM,
            RESULT;

            public String style() {
                return switch (this) {
                    case NORMAL -> "normal";
                    case SUM -> "sum";
                    case RESULT -> "result";
                };
            }
        }
    }
}
