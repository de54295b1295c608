package dev.perennial.invoice.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.InvoiceLineSnapshot;

/**
 * How the amount of a line came about, in words. Stored formulas count in minor units; a calculation is written out in
 * money only where it can be done again and comes to the amount of the line. Otherwise the stored formula is shown.
 */
final class ExplanationText {
    private static final Pattern SHARE = Pattern.compile("(\\d{1,9})/(\\d{1,9})");

    /** What is given back for unused time, unless a discount came into it. */
    private static final Pattern UNUSED = Pattern.compile("-\\((\\d{1,15}(?:\\.\\d{1,15})?) × (\\d+/\\d+)\\) = -?\\d+");

    private final Amounts amounts;
    private final Words words;

    ExplanationText(Amounts amounts, Words words) {
        this.amounts = amounts;
        this.words = words;
    }

    List<String> sentences(InvoiceLineSnapshot line) {
        var stored = new StoredExplanation(line.explanation());
        var sentences = new ArrayList<String>();
        add(sentences, stored.list("tiers").isEmpty() ? calculation(line, stored) : tierRule(stored));
        if (line.discountAmount() != 0) {
            sentences.add(words.get("line_discount", amounts.money(-line.discountAmount())));
        }
        if (line.price() != null) {
            sentences.add(words.get("explain_inclusive", amounts.money(line.pricedAmount())));
        }
        add(sentences, rounding(line, stored));
        add(sentences, stored.text("note"));
        return sentences;
    }

    List<InvoiceView.Tier> tiers(InvoiceLineSnapshot line) {
        return new StoredExplanation(line.explanation())
                .list("tiers").stream().map(this::tier).toList();
    }

    private @Nullable String calculation(InvoiceLineSnapshot line, StoredExplanation stored) {
        var share = stored.text("share");
        var unit = line.unitAmount();
        if (unit != null && isTrue(line.quantity(), unit, share, line.pricedAmount())) {
            return paper(line, unit, share, "FLAT".equals(stored.text("model")));
        }
        var formula = stored.text("formula");
        if (formula == null) {
            return null;
        }
        var unused = UNUSED.matcher(formula);
        if (unused.matches()
                && isTrue(BigDecimal.ONE, new BigDecimal(unused.group(1)), unused.group(2), -line.pricedAmount())) {
            return unused(new BigDecimal(unused.group(1)), unused.group(2), line.pricedAmount());
        }
        return amounts.hasMinorUnit() ? words.get("explain_minor", formula, amounts.minorUnit()) : formula;
    }

    private String paper(InvoiceLineSnapshot line, BigDecimal unit, @Nullable String share, boolean flat) {
        if (flat && share == null) {
            return words.get("explain_flat");
        }
        var factors = flat ? amounts.price(unit) : amounts.number(line.quantity()) + " × " + amounts.price(unit);
        var amount = amounts.money(line.pricedAmount());
        return share == null
                ? factors + " = " + amount
                : words.get("explain_share_of", factors + " × " + share + " = " + amount, share);
    }

    private String unused(BigDecimal price, String share, long amount) {
        var paper = "-(" + amounts.price(price) + " × " + share + ") = " + amounts.money(amount);
        return words.get("explain_unused", paper, share);
    }

    private @Nullable String tierRule(StoredExplanation stored) {
        var model = stored.text("model");
        var rule = "VOLUME".equals(model) ? words.get("explain_volume") : words.get("explain_graduated");
        var share = stored.text("share");
        return share == null ? rule : rule + " " + words.get("explain_share", share);
    }

    private @Nullable String rounding(InvoiceLineSnapshot line, StoredExplanation stored) {
        var exact = stored.number("exact_amount");
        return exact == null || exact.compareTo(BigDecimal.valueOf(line.pricedAmount())) == 0
                ? null
                : words.get("explain_rounded", amounts.exact(exact));
    }

    private InvoiceView.Tier tier(StoredExplanation tier) {
        var amount = tier.number("amount");
        return new InvoiceView.Tier(range(tier), prices(tier), amount == null ? "" : amounts.exact(amount));
    }

    private String prices(StoredExplanation tier) {
        var quantity = tier.number("quantity");
        var unit = tier.number("unit_amount");
        var flat = tier.number("flat_amount");
        var prices = new ArrayList<String>();
        if (unit != null && (unit.signum() != 0 || flat == null)) {
            prices.add((quantity == null ? "" : amounts.number(quantity) + " × ") + amounts.price(unit));
        }
        if (flat != null) {
            prices.add(words.get("tier_flat", amounts.price(flat)));
        }
        return String.join(" + ", prices);
    }

    private String range(StoredExplanation tier) {
        var upTo = tier.number("up_to");
        var from = tier.number("from");
        if (from != null) {
            return upTo == null
                    ? words.get("tier_from", amounts.number(from))
                    : words.get("tier_from_to", amounts.number(from), amounts.number(upTo));
        }
        var above = tier.number("above");
        if (above == null || above.signum() == 0) {
            return upTo == null ? words.get("tier_all") : words.get("tier_up_to", amounts.number(upTo));
        }
        return upTo == null
                ? words.get("tier_above", amounts.number(above))
                : words.get("tier_above_to", amounts.number(above), amounts.number(upTo));
    }

    /**
     * Whether quantity times unit price times share is, rounded, the amount: in whole numbers, as a fraction has no
     * end.
     */
    private static boolean isTrue(BigDecimal quantity, BigDecimal unit, @Nullable String share, long amount) {
        var part = SHARE.matcher(share == null ? "1/1" : share);
        if (!part.matches()) {
            return false;
        }
        var denominator = new BigDecimal(part.group(2));
        var exact = quantity.multiply(unit).multiply(new BigDecimal(part.group(1)));
        var difference = exact.subtract(denominator.multiply(BigDecimal.valueOf(amount)));
        return difference.abs().multiply(BigDecimal.TWO).compareTo(denominator) <= 0;
    }

    private static void add(List<String> sentences, @Nullable String sentence) {
        if (sentence != null) {
            sentences.add(sentence);
        }
    }
}
