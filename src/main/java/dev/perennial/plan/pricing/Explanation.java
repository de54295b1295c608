package dev.perennial.plan.pricing;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * How an amount came about, kept with the invoice line for good.
 *
 * @param formula the calculation in minor units, as one would write it on paper
 * @param tiers the tiers that took part, for tiered prices
 * @param share the part of the period that is billed, such as {@code 17/31}; absent for whole periods
 * @param exactAmount minor units before rounding
 * @param note what the formula cannot say
 */
@Schema(name = "Explanation")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String model,
        @Schema(example = "3 × 1250 = 3750") String formula,
        @Nullable List<TierUse> tiers,
        @Nullable @Schema(example = "17/31") String share,
        @Nullable @DecimalString BigDecimal exactAmount,
        @Nullable @Schema(example = "HALF_UP") String rounding,
        @Nullable String note) {

    /**
     * How what was reported late comes about: this, for all of the period, less what was billed of it before.
     *
     * @param before minor units on earlier invoices
     * @param amount minor units of the difference
     */
    public Explanation lessBilled(long before, long amount) {
        return new Explanation(
                model,
                formula + "; less " + before + " billed before = " + amount,
                null,
                null,
                null,
                null,
                "Reported after the period was billed");
    }

    /**
     * How what is taken back comes about, of which less was charged than it was priced at: {@code amount} minor units.
     */
    public Explanation asCharged(long amount) {
        return new Explanation(
                model, formula + "; as it was charged " + amount, tiers, share, exactAmount, rounding, note);
    }

    /**
     * What one tier contributed.
     *
     * @param above the tier begins above this quantity
     * @param quantity the units that it priced
     * @param amount minor units, exact
     */
    @Schema(name = "TierUse")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TierUse(
            @DecimalString BigDecimal above,
            @Nullable @DecimalString BigDecimal upTo,
            @DecimalString BigDecimal quantity,
            @Nullable @DecimalString BigDecimal unitAmount,
            @Nullable Long flatAmount,
            @DecimalString BigDecimal amount) {}
}
