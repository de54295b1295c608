package dev.perennial.plan.pricing;

import java.math.BigDecimal;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * The price of a charge in one currency.
 *
 * @param amount minor units; for FLAT
 * @param unitAmount minor units per unit, with up to 12 decimals; for PER_UNIT
 */
@Schema(name = "Price")
public record Price(
        @Schema(example = "USD") String currency,

        @Nullable @Schema(example = "2900", description = "Minor units, for FLAT")
        Long amount,

        @Nullable @DecimalString @Schema(description = "Minor units per unit, for PER_UNIT")
        BigDecimal unitAmount) {}
