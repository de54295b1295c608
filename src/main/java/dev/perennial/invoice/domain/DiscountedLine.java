package dev.perennial.invoice.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

import dev.perennial.shared.money.Allocation;
import dev.perennial.shared.money.Ratio;

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
     * Takes discounts off, one after the other, each from what is left. What one takes off is rounded once and spread
     * over the lines by the largest remainder. Time given back is left alone: its credit is of what was billed,
     * discounts taken off already. So are lines that were discounted before they waited. Where both wait for the same
     * invoice without having been discounted, discounts are for what remains of the two.
     */
    static List<DiscountedLine> of(List<DraftLine> lines, List<Discount> discounts, Ratio share) {
        var discounted = new ArrayList<>(lines.stream()
                .map(line -> new DiscountedLine(line, line.settledDiscounts()))
                .toList());
        var givenBack = givenBack(lines);
        discounts.stream()
                .sorted(Discount.NARROWEST_FIRST)
                .forEach(discount -> takeOff(discount, share, discounted, givenBack));
        return discounted;
    }

    /** What lines of the same invoice give back of each line, in minor units. */
    private static long[] givenBack(List<DraftLine> lines) {
        var ofLine = new HashMap<UUID, Long>();
        for (var line : lines) {
            if (line.creditedLineId() != null) {
                ofLine.merge(line.creditedLineId(), -line.amount(), Long::sum);
            }
        }
        var givenBack = lines.stream()
                .mapToLong(line -> ofLine.getOrDefault(line.id(), 0L))
                .toArray();
        for (var line : lines) {
            if (line.amount() < 0) {
                takePlace(line, lines, givenBack);
            }
        }
        return givenBack;
    }

    /**
     * Late usage takes the place of what was topped up for lack of it, or the other way round: both were discounted
     * when they were billed first, so only what is more than that is discounted now.
     */
    private static void takePlace(DraftLine reduction, List<DraftLine> lines, long[] givenBack) {
        long left = -reduction.amount();
        for (int i = 0; i < givenBack.length; i++) {
            if (lines.get(i).takesPlaceOf(reduction)) {
                long part = Math.min(left, Math.max(0, lines.get(i).amount() - givenBack[i]));
                givenBack[i] += part;
                left -= part;
            }
        }
    }

    private static void takeOff(Discount discount, Ratio share, List<DiscountedLine> lines, long[] givenBack) {
        var weights = new long[lines.size()];
        for (int i = 0; i < weights.length; i++) {
            var line = lines.get(i);
            weights[i] = line.isSubjectTo(discount) ? Math.max(0, line.left() - givenBack[i]) : 0;
        }
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

    /** The line, to keep what is taken off it. */
    DraftLine settled() {
        return line.discounted(discounts);
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
