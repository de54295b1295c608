package dev.perennial.tax.domain;

import java.math.BigDecimal;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * A rate as it applies to a line, and stays written there whatever becomes of the table it came from.
 *
 * @param taxRateId the row of the tenant's table, if it came from there
 * @param ratePercent 19 for 19 %
 * @param inclusive whether prices hold the tax already
 */
@Schema(name = "AppliedTaxRate")
public record TaxRate(
        @Nullable UUID taxRateId,
        @Schema(example = "MwSt.") String name,
        @Schema(example = "DE") String country,
        @Nullable String state,
        @Nullable String city,
        @Schema(example = "19") @DecimalString BigDecimal ratePercent,
        boolean inclusive,
        TaxSource source) {

    /** Equal rates must be equal objects, since tax is rounded once per rate: 19 and 19.00 are the same. */
    public TaxRate {
        ratePercent = ratePercent.stripTrailingZeros();
    }
}
