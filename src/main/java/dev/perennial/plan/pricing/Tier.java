package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * A step of a tiered price. It begins where the one before ends and has a unit price, a flat amount, or both.
 *
 * @param upTo the last quantity that belongs to it; null for the last tier
 * @param unitAmount minor units per unit, with up to 12 decimals
 * @param flatAmount minor units, once
 */
@Schema(name = "Tier")
public record Tier(
        @Nullable @Schema(example = "10", description = "The last quantity in this tier; null for the last tier")
        BigDecimal upTo,

        @Nullable @DecimalString @JsonInclude(JsonInclude.Include.NON_NULL)
        BigDecimal unitAmount,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(example = "500")
        Long flatAmount) {

    BigDecimal unitAmountOrZero() {
        return unitAmount == null ? BigDecimal.ZERO : unitAmount;
    }

    BigDecimal flatAmountOrZero() {
        return flatAmount == null ? BigDecimal.ZERO : BigDecimal.valueOf(flatAmount);
    }

    boolean isFree() {
        return unitAmountOrZero().signum() == 0 && flatAmountOrZero().signum() == 0;
    }

    boolean holds(BigDecimal quantity) {
        return upTo == null || quantity.compareTo(upTo) <= 0;
    }
}
