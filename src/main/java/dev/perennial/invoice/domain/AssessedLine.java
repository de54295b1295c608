package dev.perennial.invoice.domain;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.tax.domain.TaxReason;

/**
 * A line with its discounts and its tax.
 *
 * @param amount minor units before discounts and without tax, also where the price holds the tax
 * @param discount minor units, without tax
 * @param price what was agreed, where it holds tax; null where amount and discount say it themselves
 */
public record AssessedLine(
        DraftLine line,
        long amount,
        long discount,
        List<LineDiscount> discounts,
        List<LineTax> taxes,
        TaxReason taxReason,
        @Nullable InclusivePrice price) {

    public AssessedLine {
        discounts = List.copyOf(discounts);
        taxes = List.copyOf(taxes);
    }

    /** The same, taxed as somebody else says. */
    public AssessedLine taxedAs(List<LineTax> others, TaxReason reason) {
        return new AssessedLine(line, amount, discount, discounts, others, reason, price);
    }

    /** Minor units. */
    public long tax() {
        return taxes.stream().mapToLong(LineTax::amount).sum();
    }

    /** What it comes to: amount less discount, with tax. */
    public long total() {
        return amount - discount + tax();
    }
}
