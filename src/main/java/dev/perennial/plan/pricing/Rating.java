package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Fraction;

/** Rates one charge: exact to the last step, rounded once, HALF_UP, to whole minor units. */
public final class Rating {

    private Rating() {}

    /**
     * @param price one of the charge's prices
     * @param quantity units; FLAT ignores it
     * @param share the part of the period to bill
     */
    public static Rated rate(ChargeModel model, Price price, BigDecimal quantity, Fraction share) {
        return switch (model) {
            case FLAT -> rated(model, BigDecimal.ONE, BigDecimal.valueOf(required(price.amount())), share);
            case PER_UNIT -> rated(model, quantity, required(price.unitAmount()), share);
        };
    }

    private static Rated rated(ChargeModel model, BigDecimal quantity, BigDecimal unitAmount, Fraction share) {
        var whole = quantity.multiply(unitAmount);
        long amount = share.of(whole);
        return new Rated(quantity, unitAmount, amount, explain(model, quantity, unitAmount, whole, share, amount));
    }

    private static Explanation explain(
            ChargeModel model,
            BigDecimal quantity,
            BigDecimal unitAmount,
            BigDecimal whole,
            Fraction share,
            long amount) {
        var factors = model == ChargeModel.FLAT ? plain(unitAmount) : plain(quantity) + " × " + plain(unitAmount);
        var part = share.isWhole() ? "" : " × " + share;
        boolean rounded = !share.isWhole() || whole.stripTrailingZeros().scale() > 0;
        var formula = model == ChargeModel.FLAT && share.isWhole() ? factors : factors + part + " = " + amount;
        return new Explanation(
                model.name(),
                formula,
                share.isWhole() ? null : share.toString(),
                rounded ? exact(whole, share) : null,
                rounded ? "HALF_UP" : null);
    }

    /** For the eye only: money is computed from the fraction, not from this. */
    private static BigDecimal exact(BigDecimal whole, Fraction share) {
        return whole.multiply(BigDecimal.valueOf(share.numerator()))
                .divide(BigDecimal.valueOf(share.denominator()), MathContext.DECIMAL64);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "PriceRules lets no charge in without the price its model needs");
    }
}
