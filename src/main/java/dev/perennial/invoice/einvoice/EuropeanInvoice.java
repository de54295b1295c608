package dev.perennial.invoice.einvoice;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A document in the terms of EN 16931. Amounts are in major units with the digits of the currency; prices may have
 * more.
 *
 * @param dueOn null where nothing need be paid by a day
 * @param terms how it is settled; null where {@code dueOn} says it
 * @param corrects the invoice that a credit note corrects
 * @param vat one for each category and rate
 * @param accountingTax all tax in the currency in which the seller declares it; null where that is the document's
 */
record EuropeanInvoice(
        DocumentType type,
        String number,
        LocalDate issuedOn,
        @Nullable LocalDate dueOn,
        String currency,
        Party seller,
        Party buyer,
        List<String> notes,
        @Nullable String terms,
        @Nullable Reference corrects,
        List<Line> lines,
        List<Vat> vat,
        Totals totals,
        @Nullable AccountingTax accountingTax) {

    EuropeanInvoice {
        notes = List.copyOf(notes);
        lines = List.copyOf(lines);
        vat = List.copyOf(vat);
    }

    enum DocumentType {
        INVOICE("380"),
        CREDIT_NOTE("381");

        private final String code;

        DocumentType(String code) {
            this.code = code;
        }

        /** By UNCL 1001. */
        String code() {
            return code;
        }
    }

    /**
     * One of both sides.
     *
     * @param taxNumber its VAT id, or else what its own authorities know it by
     * @param lines its address, up to three lines beside town and country
     */
    record Party(
            String name,
            @Nullable TaxNumber taxNumber,
            @Nullable String email,
            List<String> lines,
            @Nullable String postalCode,
            @Nullable String city,
            @Nullable String region,
            String country) {

        Party {
            lines = List.copyOf(lines);
        }

        String line(int index) {
            return index < lines.size() ? lines.get(index) : "";
        }
    }

    /** @param vatId whether it may stand as a VAT id: it begins with a country, and the document is about VAT */
    record TaxNumber(String text, boolean vatId) {}

    record Reference(String number, LocalDate issuedOn) {}

    /**
     * @param unitPrice without tax, never negative
     * @param quantity negative where something is given back
     * @param net quantity × price less allowances, without tax
     * @param first the first day of its service; {@code last} is the last
     */
    record Line(
            String name,
            @Nullable String description,
            BigDecimal quantity,
            BigDecimal unitPrice,
            List<Allowance> allowances,
            BigDecimal net,
            VatKind vat,
            @Nullable LocalDate first,
            @Nullable LocalDate last) {

        Line {
            allowances = List.copyOf(allowances);
        }
    }

    /** What is taken off a line, and why. */
    record Allowance(BigDecimal amount, String reason) {}

    /** What is taxed alike. Equal kinds must be equal objects: they are added up. */
    record VatKind(VatCategory category, BigDecimal ratePercent) {

        VatKind {
            ratePercent = ratePercent.stripTrailingZeros();
        }
    }

    /** @param reason why no tax is due, in words; null where tax is */
    record Vat(
            VatKind kind,
            BigDecimal taxable,
            BigDecimal tax,
            @Nullable String reason) {}

    /** The tax of the whole document in another currency than its own. */
    record AccountingTax(String currency, BigDecimal tax) {}

    /**
     * @param net all lines without tax
     * @param settled what need not be paid any more; negative where the document collects what earlier ones left
     */
    record Totals(BigDecimal net, BigDecimal tax, BigDecimal total, BigDecimal settled, BigDecimal due) {}
}
