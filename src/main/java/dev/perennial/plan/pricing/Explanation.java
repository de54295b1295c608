package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * How an amount came about, kept with the invoice line for good.
 *
 * @param formula the calculation in minor units, as one would write it on paper
 * @param share the part of the period that is billed, such as {@code 17/31}; absent for whole periods
 * @param exactAmount minor units before rounding
 */
@Schema(name = "Explanation")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String model,
        @Schema(example = "3 × 1250 = 3750") String formula,
        @Nullable @Schema(example = "17/31") String share,
        @Nullable @DecimalString BigDecimal exactAmount,
        @Nullable @Schema(example = "HALF_UP") String rounding) {}
