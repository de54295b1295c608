package dev.perennial.invoice.domain;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.Period;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * An invoice being put together: immutable, pure, and the same for the run, a preview and an invoice by hand.
 *
 * @param period the billing period of a subscription invoice
 * @param discounts what coupons take off, in the order in which they were given
 * @param discountShare the part of a period that is billed, for coupons of an amount
 * @param tax how lines are taxed that do not say so themselves
 */
public record InvoiceDraft(
        UUID accountId,
        @Nullable UUID subscriptionId,
        InvoiceKind kind,
        BillingReason reason,
        String currency,
        CollectionMethod collection,
        int netTermsDays,
        @Nullable Period period,
        List<DraftLine> lines,
        List<Discount> discounts,
        Ratio discountShare,
        TaxTreatment tax) {

    public InvoiceDraft {
        lines = List.copyOf(lines);
        discounts = List.copyOf(discounts);
    }

    /** A draft without discounts and tax, until it is {@link #discounted} and {@link #taxed}. */
    public InvoiceDraft(
            UUID accountId,
            @Nullable UUID subscriptionId,
            InvoiceKind kind,
            BillingReason reason,
            String currency,
            CollectionMethod collection,
            int netTermsDays,
            @Nullable Period period,
            List<DraftLine> lines) {
        this(
                accountId,
                subscriptionId,
                kind,
                reason,
                currency,
                collection,
                netTermsDays,
                period,
                lines,
                List.of(),
                Ratio.ONE,
                TaxTreatment.NO_RATE);
    }

    public InvoiceDraft discounted(List<Discount> newDiscounts, Fraction share) {
        return discounted(newDiscounts, Ratio.of(share));
    }

    public InvoiceDraft discounted(List<Discount> newDiscounts, Ratio share) {
        return with(netTermsDays, lines, newDiscounts, share, tax);
    }

    /** The same where coupons take off a part of their amount. */
    public InvoiceDraft withDiscountShare(Ratio share) {
        return discounted(discounts, share);
    }

    /** The same with what coupons take off settled, for lines that wait: the invoice that they go on leaves it alone. */
    public InvoiceDraft withDiscountsSettled() {
        return withLines(DiscountedLine.of(lines, discounts, discountShare).stream()
                .map(DiscountedLine::settled)
                .toList());
    }

    /** The same on other terms of payment. */
    public InvoiceDraft dueAfter(int days) {
        return with(days, lines, discounts, discountShare, tax);
    }

    /** The same with other lines. */
    public InvoiceDraft withLines(List<DraftLine> others) {
        return with(netTermsDays, others, discounts, discountShare, tax);
    }

    public InvoiceDraft taxed(TaxTreatment treatment) {
        return with(netTermsDays, lines, discounts, discountShare, treatment);
    }

    private InvoiceDraft with(
            int days, List<DraftLine> others, List<Discount> newDiscounts, Ratio share, TaxTreatment treatment) {
        return new InvoiceDraft(
                accountId,
                subscriptionId,
                kind,
                reason,
                currency,
                collection,
                days,
                period,
                others,
                newDiscounts,
                share,
                treatment);
    }

    /** Whether a line does not say itself how it is taxed, so that somebody has to know. */
    public boolean hasTaxToBeAsked() {
        return lines.stream().anyMatch(line -> line.tax() == null && line.amount() != 0);
    }

    /** Minor units, as {@link AssessedInvoice#subtotal}. */
    public long subtotal() {
        return AssessedInvoice.of(this).subtotal();
    }

    /** Minor units, as {@link AssessedInvoice#total}. */
    public long total() {
        return AssessedInvoice.of(this).total();
    }
}
