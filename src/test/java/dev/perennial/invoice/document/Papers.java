package dev.perennial.invoice.document;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.Address;
import dev.perennial.account.DunningStatus;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.LocalAmounts;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxSource;

/** Invoices for tests of documents: names what matters and defaults the rest. */
final class Papers {
    static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    static final Seller SELLER = new Seller("Acme", null, null, List.of(), null, null, null, null);
    private static final TaxRate VAT =
            new TaxRate(null, "VAT", "DE", null, null, new BigDecimal(19), false, TaxSource.TABLE);
    private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");

    private final List<InvoiceLineSnapshot> lines = new ArrayList<>();
    private String currency = "USD";
    private @Nullable String locale;
    private String timezone = "UTC";
    private @Nullable Address address;
    private InvoiceStatus status = InvoiceStatus.OPEN;
    private long discount;
    private long tax;
    private long creditApplied;
    private long amountPaid;
    private @Nullable LocalAmounts localAmounts;

    static Papers in(String currency) {
        var papers = new Papers();
        papers.currency = currency;
        return papers;
    }

    Papers readIn(String locale, String timezone) {
        this.locale = locale;
        this.timezone = timezone;
        return this;
    }

    Papers to(Address address) {
        this.address = address;
        return this;
    }

    Papers status(InvoiceStatus status) {
        this.status = status;
        return this;
    }

    Papers line(String description, String quantity, String unitAmount, long amount, Map<String, Object> explanation) {
        return line(description, quantity, unitAmount, amount, 0, 0, explanation);
    }

    Papers line(
            String description,
            String quantity,
            @Nullable String unitAmount,
            long amount,
            long lineDiscount,
            long lineTax,
            Map<String, Object> explanation) {
        discount += lineDiscount;
        tax += lineTax;
        var discounts =
                lineDiscount == 0 ? List.<LineDiscount>of() : List.of(new LineDiscount(ID, "LAUNCH", lineDiscount));
        var taxes = lineTax == 0 ? List.<LineTax>of() : List.of(new LineTax(VAT, amount - lineDiscount, lineTax));
        lines.add(new InvoiceLineSnapshot(
                ID,
                LineType.RECURRING,
                "base",
                description,
                new BigDecimal(quantity),
                unitAmount == null ? null : new BigDecimal(unitAmount),
                amount,
                lineDiscount,
                lineTax,
                discounts,
                taxes,
                null,
                JANUARY,
                FEBRUARY,
                explanation,
                null,
                null,
                null,
                false));
        return this;
    }

    Papers credit(long applied) {
        creditApplied = applied;
        return this;
    }

    Papers local(LocalAmounts amounts) {
        localAmounts = amounts;
        return this;
    }

    Papers paid(long amount) {
        amountPaid = amount;
        return this;
    }

    InvoiceSnapshot invoice() {
        long subtotal = lines.stream().mapToLong(InvoiceLineSnapshot::amount).sum();
        long total = subtotal - discount + tax;
        boolean draft = status == InvoiceStatus.DRAFT;
        return new InvoiceSnapshot(
                ID,
                draft ? null : "INV-000042",
                ID,
                null,
                status,
                CollectionMethod.AUTOMATIC,
                currency,
                lines,
                subtotal,
                discount,
                tax,
                AssessedInvoice.discounts(
                        lines.stream().map(InvoiceLineSnapshot::discounts).toList()),
                AssessedInvoice.taxes(
                        lines.stream().map(InvoiceLineSnapshot::taxes).toList()),
                total,
                creditApplied,
                amountPaid,
                0,
                total - creditApplied - amountPaid,
                localAmounts,
                BillingReason.SUBSCRIPTION_CYCLE,
                JANUARY,
                FEBRUARY,
                draft ? null : JANUARY,
                draft ? null : Instant.parse("2026-01-15T00:00:00Z"),
                status == InvoiceStatus.PAID ? Instant.parse("2026-01-03T18:00:00Z") : null,
                0,
                null,
                null,
                Map.of(),
                JANUARY,
                JANUARY,
                InvoiceKind.PERIOD);
    }

    AccountSnapshot account(String name) {
        return new AccountSnapshot(
                ID,
                null,
                name,
                "ada@example.com",
                currency,
                timezone,
                locale,
                address,
                "DE123456789",
                false,
                14,
                DunningStatus.ACTIVE,
                0,
                null,
                Map.of(),
                JANUARY,
                JANUARY);
    }

    InvoiceView view() {
        return InvoiceViews.of(invoice(), account("Ada Lovelace Ltd"), SELLER);
    }
}
