package dev.perennial.invoice.document;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.document.InvoiceView.Fact;
import dev.perennial.invoice.document.InvoiceView.Headline;
import dev.perennial.invoice.document.InvoiceView.Stamp;

/** Puts an invoice, or a receipt for it, into words: pure, and the same for the same invoice, account and seller. */
final class InvoiceViews {
    private final InvoiceSnapshot invoice;
    private final AccountSnapshot account;
    private final Locale locale;
    private final Words words;
    private final Amounts amounts;
    private final Dates dates;
    private final ExplanationText explanations;
    private final Parties parties;

    private InvoiceViews(InvoiceSnapshot invoice, AccountSnapshot account) {
        this.invoice = invoice;
        this.account = account;
        this.locale = PrintableLocale.of(account.locale());
        this.words = new Words(locale);
        this.amounts = new Amounts(locale, Currency.getInstance(invoice.currency()));
        this.dates = new Dates(locale, ZoneId.of(account.timezone()));
        this.explanations = new ExplanationText(amounts, words);
        this.parties = new Parties(locale, words);
    }

    static InvoiceView of(InvoiceSnapshot invoice, AccountSnapshot account, Seller seller) {
        return new InvoiceViews(invoice, account).view(seller);
    }

    static ReceiptView receipt(Receipt receipt, InvoiceSnapshot invoice, AccountSnapshot account, Seller seller) {
        return new InvoiceViews(invoice, account).receipt(receipt, seller);
    }

    private ReceiptView receipt(Receipt receipt, Seller seller) {
        var facts = new ArrayList<Fact>();
        addFact(facts, "number", invoice.number());
        addFact(facts, "paid_on", dates.day(receipt.paidAt()));
        addFact(facts, "paid_by", receipt.means());
        addFact(facts, "reference", receipt.reference());
        return new ReceiptView(
                words.language(),
                words.all(),
                words.get("receipt") + " " + invoice.number() + "-" + receipt.number(),
                logo(seller),
                new Headline(amounts.money(receipt.amount()), words.get("headline_paid", dates.day(receipt.paidAt()))),
                parties.seller(seller),
                parties.customer(account),
                List.copyOf(facts),
                seller.footer());
    }

    private static String logo(Seller seller) {
        var logo = seller.logoText();
        return logo == null ? seller.name() : logo;
    }

    private InvoiceView view(Seller seller) {
        return new InvoiceView(
                words.language(),
                words.all(),
                words.get("invoice"),
                invoice.number() == null ? words.get("invoice") : words.get("invoice") + " " + invoice.number(),
                logo(seller),
                stamp(),
                headline(),
                parties.seller(seller),
                parties.customer(account),
                facts(),
                invoice.lines().stream().map(this::line).toList(),
                TotalRows.of(invoice, amounts, words),
                notes(),
                seller.footer());
    }

    private @Nullable Stamp stamp() {
        return switch (invoice.status()) {
            case DRAFT -> new Stamp(words.get("draft"), Stamp.Kind.DRAFT);
            case OPEN -> null;
            case PAST_DUE -> new Stamp(words.get("past_due"), Stamp.Kind.BAD);
            case PAID -> new Stamp(words.get("paid"), Stamp.Kind.GOOD);
            case UNCOLLECTIBLE -> new Stamp(words.get("uncollectible"), Stamp.Kind.BAD);
            case VOID -> new Stamp(words.get("void"), Stamp.Kind.VOID);
        };
    }

    private Headline headline() {
        var total = amounts.money(invoice.total());
        return switch (invoice.status()) {
            case DRAFT -> new Headline(total, words.get("headline_draft"));
            case VOID -> new Headline(total, words.get("headline_void"));
            case PAID -> new Headline(total, paidCaption());
            case OPEN, PAST_DUE, UNCOLLECTIBLE -> new Headline(amounts.money(invoice.amountDue()), dueCaption());
        };
    }

    private String paidCaption() {
        var paidAt = invoice.paidAt();
        if (invoice.total() < 0) {
            return words.get("headline_credited");
        }
        return paidAt == null ? words.get("paid") : words.get("headline_paid", dates.day(paidAt));
    }

    private String dueCaption() {
        var dueAt = invoice.dueAt();
        return dueAt == null ? words.get("amount_due") : words.get("headline_due", dates.day(dueAt));
    }

    private List<Fact> facts() {
        var facts = new ArrayList<Fact>();
        addFact(facts, "number", invoice.number());
        addFact(facts, "issued_on", day(invoice.issuedAt()));
        addFact(facts, "due_on", day(invoice.dueAt()));
        addFact(facts, "paid_on", day(invoice.paidAt()));
        addFact(facts, "period", period(invoice.periodStart(), invoice.periodEnd()));
        return List.copyOf(facts);
    }

    private void addFact(List<Fact> facts, String key, @Nullable String value) {
        if (value != null) {
            facts.add(new Fact(words.get(key), value));
        }
    }

    private InvoiceView.Line line(InvoiceLineSnapshot line) {
        var unit = line.unitAmount();
        return new InvoiceView.Line(
                line.description(),
                period(line.periodStart(), line.periodEnd()),
                amounts.number(line.quantity()),
                unit == null ? null : amounts.price(unit),
                amounts.money(line.amount()),
                explanations.sentences(line),
                explanations.tiers(line));
    }

    private List<String> notes() {
        var notes = new ArrayList<>(taxNotes());
        LocalTax.note(invoice.localAmounts(), invoice.currency(), locale, words, dates)
                .ifPresent(notes::add);
        return List.copyOf(notes);
    }

    private List<String> taxNotes() {
        return invoice.lines().stream()
                .map(InvoiceLineSnapshot::taxReason)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(reason -> switch (reason) {
                    case REVERSE_CHARGE -> Stream.of(words.get("tax_reverse_charge"));
                    case EXEMPT -> Stream.of(words.get("tax_exempt"));
                    case OUT_OF_SCOPE -> Stream.of(words.get("tax_out_of_scope"));
                    case CUSTOMER_LOCATION, SELLER_LOCATION, NO_RATE -> Stream.of();
                })
                .toList();
    }

    private @Nullable String day(@Nullable Instant instant) {
        return instant == null ? null : dates.day(instant);
    }

    private @Nullable String period(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null ? null : dates.days(start, end);
    }
}
