package dev.perennial.invoice.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.money.Allocation;
import dev.perennial.shared.money.Fraction;

/**
 * A line with what discounts take off its price.
 *
 * @param discounts in minor units as priced: with the tax, where the price holds it
 */
record DiscountedLine(DraftLine line, List<LineDiscount> discounts) {

    /** Minor units, as priced. */
    long discount() {
        return discounts.stream().mapToLong(LineDiscount::amount).sum();
    }

    /** What is left of the price, in minor units. */
    long left() {
        return line.amount() - discount();
    }

    /**
     * Takes discounts off, one after the other, each from what is left. What one takes off is rounded once and spread over
     * the lines by the largest remainder. Time given back is left alone: its credit is of what was billed, discounts taken
     * off already. Where both wait for the same invoice, discounts are for what remains of the two.
     */
    static List<DiscountedLine> of(List<DraftLine> lines, List<Discount> discounts, Fraction share) {
        var discounted = new ArrayList<>(
                lines.stream().map(line -> new DiscountedLine(line, List.of())).toList());
        var givenBack = givenBack(lines);
        discounts.stream()
                .sorted(Discount.NARROWEST_FIRST)
                .forEach(discount -> takeOff(discount, share, discounted, givenBack));
        return discounted;
    }

    /** What lines of the same invoice give back, in minor units, by the line of which it is given back. */
    private static Map<UUID, Long> givenBack(List<DraftLine> lines) {
        var givenBack = new HashMap<UUID, Long>();
        for (var line : lines) {
            if (line.creditedLineId() != null) {
                givenBack.merge(line.creditedLineId(), -line.amount(), Long::sum);
            }
        }
        return givenBack;
    }

    private static void takeOff(
            Discount discount, Fraction share, List<DiscountedLine> lines, Map<UUID, Long> givenBack) {
        var weights = lines.stream()
                .mapToLong(line -> line.isSubjectTo(discount)
                        ? Math.max(
                                0,
                                line.left() - givenBack.getOrDefault(line.line().id(), 0L))
                        : 0)
                .toArray();
        long base = 0;
        for (long weight : weights) {
            base = Math.addExact(base, weight);
        }
        long off = discount.of(base, share);
        if (off == 0) {
            return;
        }
        var parts = Allocation.largestRemainder(off, weights);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != 0) {
                lines.set(i, lines.get(i).less(new LineDiscount(discount.id(), discount.couponCode(), parts[i])));
            }
        }
    }

    private boolean isSubjectTo(Discount discount) {
        return line.isDiscountable() && discount.covers(line);
    }

    private DiscountedLine less(LineDiscount discount) {
        var all = new ArrayList<>(discounts);
        all.add(discount);
        return new DiscountedLine(line, all);
    }
}
