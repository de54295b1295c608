package dev.perennial.tax;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** A rate of the table as the API and events show it. */
@Schema(name = "TaxRate")
public record TaxRateSnapshot(
        UUID id,
        @Schema(example = "MwSt.") String name,
        @Schema(example = "DE") String country,
        @Nullable String state,
        @Nullable String city,
        @Schema(example = "19") @DecimalString BigDecimal ratePercent,

        @Schema(description = "Whether prices hold the tax already")
        boolean inclusive,

        @Nullable LocalDate validFrom,

        @Nullable @Schema(description = "The first day on which it does not apply any more")
        LocalDate validTo,

        boolean active,
        Instant createdAt,
        Instant updatedAt) {}
