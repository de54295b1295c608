package dev.perennial.invoice.document;

import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.document.InvoiceView.Total;
import dev.perennial.invoice.document.InvoiceView.Total.Weight;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;

/** The sums below the lines, from subtotal to what is due; rows that are zero and say nothing are left out. */
final class TotalRows {
    private final Amounts amounts;
    private final Words words;
    private final List<Total> rows = new ArrayList<>();

    private TotalRows(Amounts amounts, Words words) {
        this.amounts = amounts;
        this.words = words;
    }

    static List<Total> of(InvoiceSnapshot invoice, Amounts amounts, Words words) {
        var totals = new TotalRows(amounts, words);
        totals.add("subtotal", invoice.subtotal(), Weight.NORMAL);
        invoice.discounts().forEach(totals::addDiscount);
        invoice.taxes().forEach(totals::addTax);
        totals.add("total", invoice.total(), Weight.SUM);
        totals.addCredit(invoice.creditApplied(), invoice.total());
        totals.addUnlessZero("amount_paid", -invoice.amountPaid());
        totals.addUnlessZero("amount_credited", -invoice.amountCredited());
        totals.add("amount_due", invoice.amountDue(), Weight.RESULT);
        return List.copyOf(totals.rows);
    }

    private void addDiscount(LineDiscount discount) {
        row(words.get("discount_by", discount.couponCode()), -discount.amount(), Weight.NORMAL);
    }

    private void addTax(LineTax tax) {
        var rate = tax.rate();
        var label = words.get(
                "tax_on", rate.name(), amounts.number(rate.ratePercent()), amounts.money(tax.taxableAmount()));
        row(label, tax.amount(), Weight.NORMAL);
    }

    /**
     * Less than nothing was applied when the invoice itself is less than nothing, and the account keeps the rest as
     * credit; or when it collects what earlier ones left because it was too little to be charged.
     */
    private void addCredit(long applied, long total) {
        if (applied < 0 && total > 0) {
            add("carried_over", -applied, Weight.NORMAL);
        } else if (applied < 0) {
            add("credit_added", -applied, Weight.NORMAL);
        } else {
            addUnlessZero("credit_applied", -applied);
        }
    }

    private void addUnlessZero(String key, long minor) {
        if (minor != 0) {
            add(key, minor, Weight.NORMAL);
        }
    }

    private void add(String key, long minor, Weight weight) {
        row(words.get(key), minor, weight);
    }

    private void row(String label, long minor, Weight weight) {
        rows.add(new Total(label, amounts.money(minor), weight));
    }
}
