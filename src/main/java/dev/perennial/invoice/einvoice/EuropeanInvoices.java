package dev.perennial.invoice.einvoice;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.document.Amounts;
import dev.perennial.invoice.document.DocumentParties.Both;
import dev.perennial.invoice.document.PrintableLocale;
import dev.perennial.invoice.document.Words;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.invoice.einvoice.EuropeanInvoice.AccountingTax;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Allowance;
import dev.perennial.invoice.einvoice.EuropeanInvoice.DocumentType;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Line;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Reference;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Totals;
import dev.perennial.invoice.einvoice.EuropeanInvoice.Vat;
import dev.perennial.invoice.einvoice.EuropeanInvoice.VatKind;
import dev.perennial.tax.domain.TaxReason;

/** Says what a finalized invoice or credit note says in the terms of the standard. Pure. */
final class EuropeanInvoices {
    static final int FRACTION_DIGITS_MAX = 2;
    private final Both parties;
    private final String currency;
    private final int digits;
    private final ZoneId zone;
    private final Words words;
    private final Amounts amounts;

    private EuropeanInvoices(Both parties, String currency) {
        var locale = PrintableLocale.of(parties.customer().locale());
        this.parties = parties;
        this.currency = currency;
        this.digits = Currency.getInstance(currency).getDefaultFractionDigits();
        this.zone = ZoneId.of(parties.customer().timezone());
        this.words = new Words(locale);
        this.amounts = new Amounts(locale, Currency.getInstance(currency));
    }

    /** Fails with {@code e_invoice_data_missing}. */
    static EuropeanInvoice of(InvoiceSnapshot invoice, Both parties) {
        return new EuropeanInvoices(parties, invoice.currency()).invoice(invoice);
    }

    /** Fails with {@code e_invoice_data_missing}. */
    static EuropeanInvoice of(CreditNoteSnapshot note, InvoiceSnapshot corrected, Both parties) {
        return new EuropeanInvoices(parties, note.currency()).note(note, corrected);
    }

    private EuropeanInvoice invoice(InvoiceSnapshot invoice) {
        var kinds = VatKinds.together(invoice.lines().stream()
                .map(line -> VatKinds.of(line.taxReason(), line.taxes()))
                .toList());
        var lines = new ArrayList<Line>();
        var sums = new VatSums();
        for (int i = 0; i < kinds.size(); i++) {
            var line = invoice.lines().get(i);
            lines.add(line(line, kinds.get(i)));
            sums.add(kinds.get(i), line.amount() - line.discountAmount(), line.taxAmount(), line.taxReason());
        }
        return document(
                DocumentType.INVOICE,
                Objects.requireNonNull(invoice.number()),
                invoice.issuedAt(),
                invoice.dueAt(),
                carriedOver(invoice),
                null,
                null,
                lines,
                sums,
                totals(
                        invoice.subtotal() - invoice.discountTotal(),
                        invoice.taxTotal(),
                        invoice.total() - invoice.amountDue(),
                        invoice.amountDue()),
                invoice.localAmounts());
    }

    private EuropeanInvoice note(CreditNoteSnapshot note, InvoiceSnapshot corrected) {
        Map<UUID, InvoiceLineSnapshot> byId =
                corrected.lines().stream().collect(Collectors.toMap(InvoiceLineSnapshot::id, Function.identity()));
        var reasons = note.lines().stream()
                .map(line -> Objects.requireNonNull(byId.get(line.invoiceLineId())))
                .toList();
        // By the lines of the invoice: of a line whose tax is given back already, nothing else tells how it was taxed.
        var kinds = VatKinds.together(reasons.stream()
                .map(line -> VatKinds.of(line.taxReason(), line.taxes()))
                .toList());
        var lines = new ArrayList<Line>();
        var sums = new VatSums();
        for (int i = 0; i < kinds.size(); i++) {
            var line = note.lines().get(i);
            lines.add(new Line(
                    line.description(),
                    null,
                    BigDecimal.ONE,
                    major(line.amount()),
                    List.of(),
                    major(line.amount()),
                    kinds.get(i),
                    null,
                    null));
            sums.add(
                    kinds.get(i),
                    line.amount(),
                    line.taxAmount(),
                    reasons.get(i).taxReason());
        }
        long settled = note.dueReduced() + note.amountCredited() + note.amountRefunded();
        return document(
                DocumentType.CREDIT_NOTE,
                note.number(),
                note.issuedAt(),
                null,
                List.of(note.reason()),
                terms(note),
                new Reference(Objects.requireNonNull(corrected.number()), day(corrected.issuedAt())),
                lines,
                sums,
                totals(note.subtotal(), note.taxTotal(), settled, note.total() - settled),
                note.localAmounts());
    }

    private EuropeanInvoice document(
            DocumentType type,
            String number,
            @Nullable Instant issuedAt,
            @Nullable Instant dueAt,
            List<String> notes,
            @Nullable String terms,
            @Nullable Reference corrects,
            List<Line> lines,
            VatSums sums,
            Totals totals,
            @Nullable LocalAmounts local) {
        var european = new EuropeanParties(sums.byKind.keySet());
        european.requireComplete(parties.seller(), parties.customer());
        return new EuropeanInvoice(
                type,
                number,
                day(issuedAt),
                dueAt == null ? null : day(dueAt),
                currency,
                european.seller(parties.seller()),
                european.buyer(parties.customer()),
                notes,
                terms,
                corrects,
                lines,
                sums.vat(),
                totals,
                accountingTax(local));
    }

    private static @Nullable AccountingTax accountingTax(@Nullable LocalAmounts local) {
        if (local == null) {
            return null;
        }
        int digits = Currency.getInstance(local.currency()).getDefaultFractionDigits();
        // What the standard cannot write it does not ask for either: the document says it in its own currency.
        return digits > FRACTION_DIGITS_MAX
                ? null
                : new AccountingTax(local.currency(), BigDecimal.valueOf(local.taxTotal(), digits));
    }

    private Line line(InvoiceLineSnapshot line, VatKind kind) {
        var unit = line.unitAmount();
        boolean isProduct = unit != null
                && line.price() == null
                && unit.multiply(line.quantity()).compareTo(BigDecimal.valueOf(line.amount())) == 0;
        // A tier, a share of a period or a price that holds tax is no product of two numbers: there it is one, of that
        // price.
        var quantity = isProduct ? line.quantity() : BigDecimal.ONE;
        var price = isProduct ? Objects.requireNonNull(unit) : BigDecimal.valueOf(line.amount());
        boolean isNegative = price.signum() < 0;
        var start = line.periodStart();
        var end = line.periodEnd();
        return new Line(
                line.description(),
                isProduct
                        ? null
                        : words.get("quantity") + ": " + line.quantity().toPlainString(),
                isNegative ? quantity.negate() : quantity,
                price.abs().movePointLeft(digits),
                line.discounts().stream()
                        .filter(discount -> discount.amount() != 0)
                        .map(discount -> new Allowance(major(discount.amount()), discount.couponCode()))
                        .toList(),
                major(line.amount() - line.discountAmount()),
                kind,
                start == null || end == null ? null : day(start),
                start == null || end == null ? null : day(end.isAfter(start) ? end.minusNanos(1) : end));
    }

    /** What it collects beside its own total, because earlier invoices were too small to be charged. */
    private List<String> carriedOver(InvoiceSnapshot invoice) {
        return invoice.total() > 0 && invoice.creditApplied() < 0
                ? List.of(words.get("carried_over") + ": " + amounts.money(-invoice.creditApplied()))
                : List.of();
    }

    private String terms(CreditNoteSnapshot note) {
        var parts = new ArrayList<String>();
        addUnlessZero(parts, "due_reduced", note.dueReduced());
        addUnlessZero(parts, "credit_note_credited", note.amountCredited());
        addUnlessZero(parts, "credit_note_refunded", note.amountRefunded());
        return parts.isEmpty() ? note.reason() : String.join("; ", parts);
    }

    private void addUnlessZero(List<String> parts, String key, long minor) {
        if (minor != 0) {
            parts.add(words.get(key) + ": " + amounts.money(minor));
        }
    }

    private Totals totals(long net, long tax, long settled, long due) {
        return new Totals(major(net), major(tax), major(net + tax), major(settled), major(due));
    }

    private BigDecimal major(long minor) {
        return BigDecimal.valueOf(minor, digits);
    }

    private LocalDate day(@Nullable Instant instant) {
        return LocalDate.ofInstant(Objects.requireNonNull(instant), zone);
    }

    /** Adds up what is taxed alike. */
    private final class VatSums {
        private final Map<VatKind, Sum> byKind = new LinkedHashMap<>();

        private record Sum(long taxable, long tax, @Nullable TaxReason reason) {}

        void add(VatKind kind, long taxable, long tax, @Nullable TaxReason reason) {
            byKind.merge(
                    kind,
                    new Sum(taxable, tax, reason),
                    (sum, more) -> new Sum(sum.taxable() + more.taxable(), sum.tax() + more.tax(), sum.reason()));
        }

        List<Vat> vat() {
            var all = new ArrayList<Vat>();
            byKind.forEach((kind, sum) ->
                    all.add(new Vat(kind, major(sum.taxable()), major(sum.tax()), why(kind, sum.reason()))));
            return all;
        }

        private @Nullable String why(VatKind kind, @Nullable TaxReason reason) {
            return switch (kind.category()) {
                case STANDARD, ZERO -> null;
                case REVERSE_CHARGE -> words.get("tax_reverse_charge");
                case EXEMPT -> words.get(reason == TaxReason.EXEMPT ? "tax_exempt" : "tax_not_subject");
                case OUT_OF_SCOPE -> words.get("tax_not_subject");
            };
        }
    }
}
