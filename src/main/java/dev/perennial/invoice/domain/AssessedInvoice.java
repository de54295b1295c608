package dev.perennial.invoice.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;

import dev.perennial.shared.money.Ratio;
import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * What a draft comes to: its lines with discounts and tax, and the sums.
 * <pre>
 * lines ─ discounts ─ tax ─ credit
 *         narrowest   once  pays the total,
 *         first       per   does not lower
 *                     rate  what is taxed
 * </pre>
 * Pure, and the same for the run, a preview and an invoice by hand. Amounts are minor units; overflow throws {@link
 * ArithmeticException} rather than billing something else.
 */
public record AssessedInvoice(InvoiceDraft draft, List<AssessedLine> lines) {

    public static AssessedInvoice of(InvoiceDraft draft) {
        var discounted = DiscountedLine.of(draft.lines(), draft.discounts(), draft.discountShare());
        var taxed = Taxation.of(discounted, draft.tax());
        return new AssessedInvoice(draft, taxed);
    }

    /** What lines come to that say themselves how they are taxed, and that no coupon takes anything off. */
    public static List<AssessedLine> ofTaxed(List<DraftLine> lines) {
        return Taxation.of(DiscountedLine.of(lines, List.of(), Ratio.ONE), TaxTreatment.NO_RATE);
    }

    /** The same with other lines. */
    public AssessedInvoice withLines(List<AssessedLine> others) {
        return new AssessedInvoice(draft, others);
    }

    public long subtotal() {
        return sum(AssessedLine::amount);
    }

    public long discountTotal() {
        return sum(AssessedLine::discount);
    }

    public long taxTotal() {
        return sum(AssessedLine::tax);
    }

    public long total() {
        return Math.addExact(Math.subtractExact(subtotal(), discountTotal()), taxTotal());
    }

    /**
     * How much account credit the invoice takes of what is available. A negative total is what we owe: the account is
     * given that much, so that nothing is due either way.
     */
    public long creditOf(long available) {
        return Math.min(total(), available);
    }

    /** What each discount took off, in the order in which they applied. */
    public List<LineDiscount> discounts() {
        return discounts(lines.stream().map(AssessedLine::discounts).toList());
    }

    /** What each rate came to. */
    public List<LineTax> taxes() {
        return taxes(lines.stream().map(AssessedLine::taxes).toList());
    }

    /** Adds up the discounts of lines, by discount. */
    public static List<LineDiscount> discounts(List<List<LineDiscount>> ofLines) {
        var byId = new LinkedHashMap<UUID, LineDiscount>();
        ofLines.forEach(discounts -> discounts.forEach(discount -> byId.merge(
                discount.discountId(),
                discount,
                (sum, more) -> new LineDiscount(
                        sum.discountId(), sum.couponCode(), Math.addExact(sum.amount(), more.amount())))));
        return List.copyOf(byId.values());
    }

    /** Adds up the taxes of lines, by rate. */
    public static List<LineTax> taxes(List<List<LineTax>> ofLines) {
        var byRate = new LinkedHashMap<TaxRate, LineTax>();
        ofLines.forEach(taxes -> taxes.forEach(tax -> byRate.merge(
                tax.rate(),
                tax,
                (sum, more) -> new LineTax(
                        sum.rate(),
                        Math.addExact(sum.taxableAmount(), more.taxableAmount()),
                        Math.addExact(sum.amount(), more.amount())))));
        return List.copyOf(byRate.values());
    }

    private long sum(ToLongFunction<AssessedLine> part) {
        long sum = 0;
        for (var line : lines) {
            sum = Math.addExact(sum, part.applyAsLong(line));
        }
        return sum;
    }
}
