package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.perennial.plan.pricing.Explanation.TierUse;

import static dev.perennial.plan.pricing.Whole.plain;

/**
 * GRADUATED and VOLUME.
 * <pre>
 * up to          10            20            ∞
 * quantity 25    ├─ 10 units ──┼─ 10 units ──┼─ 5 units     GRADUATED: each stretch at the price of its tier
 *                                             25 units      VOLUME: everything at the price of the last tier reached
 * </pre>
 * A tier's flat amount counts as soon as the tier is entered; the first one is entered by nothing at all, so a quantity
 * of 0 costs its flat amount (as with Stripe and Lago). Tiers that have flat amounts only make a stairstep.
 */
final class TieredPricing {

    private TieredPricing() {}

    static Whole graduated(List<Tier> tiers, BigDecimal quantity) {
        var uses = new ArrayList<TierUse>();
        var above = BigDecimal.ZERO;
        for (var tier : tiers) {
            var top = tier.upTo() == null ? quantity : tier.upTo().min(quantity);
            uses.add(use(tier, above, top.subtract(above)));
            if (tier.holds(quantity)) {
                break;
            }
            above = top;
        }
        return whole(quantity, uses);
    }

    static Whole volume(List<Tier> tiers, BigDecimal quantity) {
        var above = BigDecimal.ZERO;
        for (var tier : tiers) {
            if (tier.holds(quantity)) {
                return whole(quantity, List.of(use(tier, above, quantity)));
            }
            above = Objects.requireNonNull(tier.upTo(), "Only the last tier is open, and it holds everything");
        }
        throw new IllegalStateException("PriceRules lets no tiers in without an open last one");
    }

    private static TierUse use(Tier tier, BigDecimal above, BigDecimal units) {
        var amount = units.multiply(tier.unitAmountOrZero()).add(tier.flatAmountOrZero());
        return new TierUse(above, tier.upTo(), units, tier.unitAmount(), tier.flatAmount(), amount);
    }

    private static Whole whole(BigDecimal quantity, List<TierUse> uses) {
        var amount = uses.stream().map(TierUse::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        var calculation = uses.stream().map(TieredPricing::calculation).collect(Collectors.joining(" + "));
        return new Whole(quantity, null, amount, calculation, uses);
    }

    private static String calculation(TierUse use) {
        var unit = use.unitAmount();
        var flat = use.flatAmount();
        if (unit == null) {
            return flat == null ? "0" : String.valueOf(flat);
        }
        var units = plain(use.quantity()) + " × " + plain(unit);
        return flat == null ? units : units + " + " + flat;
    }
}
