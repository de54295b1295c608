package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Fraction;

/** Rates one charge: exact to the last step, rounded once, HALF_UP, to whole minor units. */
public final class Rating {

    private Rating() {}

    /**
     * @param price one of the charge's prices
     * @param measure how much; FLAT ignores it
     * @param share the part of the period to bill
     */
    public static Rated rate(ChargeModel model, Price price, Measure measure, Fraction share) {
        var whole = whole(model, price, measure);
        long amount = share.of(whole.amount());
        var formula = share.isWhole() ? whole.calculation() : inBrackets(whole, " × " + share);
        boolean rounds = !share.isWhole() || whole.amount().stripTrailingZeros().scale() > 0;
        return rated(model, whole, share, amount, formula, rounds);
    }

    /**
     * Rates a later piece of a period whose earlier piece, up to {@code before}, was rated on its own: the difference
     * of the two rounded amounts, so that pieces add up to the whole to the cent, wherever the cuts are.
     *
     * @param upTo where the piece ends, as a share of the same period
     */
    public static Rated rateAfter(ChargeModel model, Price price, Measure measure, Fraction before, Fraction upTo) {
        if (before.numerator() == 0) {
            return rate(model, price, measure, upTo);
        }
        if (before.denominator() != upTo.denominator() || before.numerator() > upTo.numerator()) {
            throw new IllegalArgumentException("Not a piece of one period: " + before + " to " + upTo);
        }
        var whole = whole(model, price, measure);
        long amount = upTo.of(whole.amount()) - before.of(whole.amount());
        var piece = new Fraction(upTo.numerator() - before.numerator(), upTo.denominator());
        var formula = inBrackets(whole, " × " + upTo) + " - " + inBrackets(whole, " × " + before);
        return rated(model, whole, piece, amount, formula, true);
    }

    private static Whole whole(ChargeModel model, Price price, Measure measure) {
        return switch (model) {
            case FLAT -> UnitPricing.flat(required(price.amount()));
            case PER_UNIT -> UnitPricing.perUnit(required(price.unitAmount()), price.freeUnits(), measure.quantity());
            case GRADUATED -> TieredPricing.graduated(tiers(price), measure.quantity());
            case VOLUME -> TieredPricing.volume(tiers(price), measure.quantity());
            case PACKAGE ->
                PackagePricing.packages(
                        required(price.packageSize()),
                        required(price.packageAmount()),
                        price.freeUnits(),
                        measure.quantity());
            case PERCENTAGE -> PercentagePricing.percentage(price, required(price.ratePercent()), measure);
        };
    }

    private static Rated rated(
            ChargeModel model, Whole whole, Fraction share, long amount, String calculation, boolean rounds) {
        boolean sayResult = rounds || !calculation.equals(String.valueOf(amount));
        var explanation = new Explanation(
                model.name(),
                sayResult ? calculation + " = " + amount : calculation,
                whole.tiers(),
                share.isWhole() ? null : share.toString(),
                rounds ? exact(whole.amount(), share) : null,
                rounds ? "HALF_UP" : null,
                null);
        return new Rated(whole.quantity(), whole.unitAmount(), whole.amount(), amount, explanation);
    }

    private static String inBrackets(Whole whole, String factor) {
        var calculation = whole.calculation();
        return (calculation.contains(" + ") ? "(" + calculation + ")" : calculation) + factor;
    }

    /** For the eye only: money is computed from the fraction, not from this. */
    private static BigDecimal exact(BigDecimal whole, Fraction share) {
        return whole.multiply(BigDecimal.valueOf(share.numerator()))
                .divide(BigDecimal.valueOf(share.denominator()), MathContext.DECIMAL64);
    }

    private static List<Tier> tiers(Price price) {
        return required(price.tiers()).stream().map(Objects::requireNonNull).toList();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "PriceRules lets no charge in without the price its model needs");
    }
}
