package dev.perennial.invoice.document;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.document.InvoiceView.Fact;
import dev.perennial.invoice.document.InvoiceView.Headline;
import dev.perennial.invoice.document.InvoiceView.Total;
import dev.perennial.invoice.document.InvoiceView.Total.Weight;

/** Puts a credit note into words, in the shape of an invoice: pure. */
final class CreditNoteViews {
    private final CreditNoteSnapshot note;
    private final Locale locale;
    private final Words words;
    private final Amounts amounts;
    private final Dates dates;
    private final Parties parties;

    private CreditNoteViews(CreditNoteSnapshot note, AccountSnapshot account) {
        this.locale = PrintableLocale.of(account.locale());
        this.note = note;
        this.words = new Words(locale);
        this.amounts = new Amounts(locale, Currency.getInstance(note.currency()));
        this.dates = new Dates(locale, ZoneId.of(account.timezone()));
        this.parties = new Parties(locale, words);
    }

    /** @param invoiceNumber of the invoice that it corrects */
    static InvoiceView of(
            CreditNoteSnapshot note, @Nullable String invoiceNumber, AccountSnapshot account, Seller seller) {
        return new CreditNoteViews(note, account).view(invoiceNumber, account, seller);
    }

    private InvoiceView view(@Nullable String invoiceNumber, AccountSnapshot account, Seller seller) {
        var logo = seller.logoText();
        return new InvoiceView(
                words.language(),
                words.all(),
                heading(),
                heading() + " " + note.number(),
                logo == null ? seller.name() : logo,
                null,
                new Headline(amounts.money(note.total()), note.reason()),
                parties.seller(seller),
                parties.customer(account),
                facts(invoiceNumber),
                note.lines().stream().map(this::line).toList(),
                totals(),
                LocalTax.note(note.localAmounts(), note.currency(), locale, words, dates).stream()
                        .toList(),
                seller.footer());
    }

    private List<Fact> facts(@Nullable String invoiceNumber) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(heading(), note.number()));
        facts.add(new Fact(words.get("issued_on"), dates.day(note.issuedAt())));
        if (invoiceNumber != null) {
            facts.add(new Fact(words.get("corrects"), invoiceNumber));
        }
        return List.copyOf(facts);
    }

    private String heading() {
        return words.get("credit_note");
    }

    private InvoiceView.Line line(CreditNoteSnapshot.Line line) {
        return new InvoiceView.Line(
                line.description(),
                null,
                amounts.number(BigDecimal.ONE),
                null,
                amounts.money(line.amount()),
                List.of(),
                List.of());
    }

    private List<Total> totals() {
        var totals = new ArrayList<Total>();
        add(totals, words.get("subtotal"), note.subtotal(), Weight.NORMAL);
        for (var tax : note.taxes()) {
            var rate = tax.rate();
            var label = words.get(
                    "tax_on", rate.name(), amounts.number(rate.ratePercent()), amounts.money(tax.taxableAmount()));
            add(totals, label, tax.amount(), Weight.NORMAL);
        }
        add(totals, words.get("total"), note.total(), Weight.RESULT);
        addUnlessZero(totals, "due_reduced", note.dueReduced());
        addUnlessZero(totals, "credit_note_credited", note.amountCredited());
        addUnlessZero(totals, "credit_note_refunded", note.amountRefunded());
        return List.copyOf(totals);
    }

    private void addUnlessZero(List<Total> totals, String key, long minor) {
        if (minor != 0) {
            add(totals, words.get(key), minor, Weight.NORMAL);
        }
    }

    private void add(List<Total> totals, String label, long minor, Weight weight) {
        totals.add(new Total(label, amounts.money(minor), weight));
    }
}
