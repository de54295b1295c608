package dev.perennial.invoice.document;

import java.util.ArrayList;
import java.util.List;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.document.InvoiceView.Total;
import dev.perennial.invoice.document.InvoiceView.Total.Weight;

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
        totals.addUnlessZero("discount", -invoice.discountTotal());
        totals.addTax(invoice);
        totals.add("total", invoice.total(), Weight.SUM);
        totals.addCredit(invoice.creditApplied());
        totals.addUnlessZero("amount_paid", -invoice.amountPaid());
        totals.add("amount_due", invoice.amountDue(), Weight.RESULT);
        return List.copyOf(totals.rows);
    }

    private void addTax(InvoiceSnapshot invoice) {
        if (invoice.taxTotal() == 0) {
            return;
        }
        long taxed = invoice.lines().stream()
                .filter(line -> line.taxAmount() != 0)
                .mapToLong(TotalRows::net)
                .sum();
        rows.add(
                new Total(words.get("tax_on", amounts.money(taxed)), amounts.money(invoice.taxTotal()), Weight.NORMAL));
    }

    /** Less than nothing was applied when the invoice itself is less than nothing: the account keeps the rest as credit. */
    private void addCredit(long applied) {
        if (applied < 0) {
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
        rows.add(new Total(words.get(key), amounts.money(minor), weight));
    }

    private static long net(InvoiceLineSnapshot line) {
        return line.amount() - line.discountAmount();
    }
}
