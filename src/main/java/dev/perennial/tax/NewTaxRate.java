package dev.perennial.tax;

import java.math.BigDecimal;
import java.time.LocalDate;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * A rate to be added to the table.
 *
 * @param state as in the addresses of accounts; for all of the country if absent
 * @param city for all of the state if absent
 * @param inclusive whether prices hold the tax already; false if absent
 * @param validFrom the first day; at once if absent
 * @param validTo the day after the last
 */
@Schema(name = "CreateTaxRateRequest")
public record NewTaxRate(
        @NotBlank @Size(max = 100) @Schema(example = "MwSt.")
        String name,

        @NotBlank @Pattern(regexp = "[A-Z]{2}", message = "must be an ISO 3166 code such as US") @Schema(example = "DE")
        String country,

        @Nullable @Size(min = 1, max = 100) String state,
        @Nullable @Size(min = 1, max = 100) String city,

        @NotNull @DecimalString
        @DecimalMin("0") @DecimalMax("100") @Digits(integer = 3, fraction = 6) @Schema(example = "19")
        BigDecimal ratePercent,

        @Nullable Boolean inclusive,
        @Nullable @Schema(example = "2026-01-01") LocalDate validFrom,
        @Nullable @Schema(example = "2026-07-01") LocalDate validTo) {}
