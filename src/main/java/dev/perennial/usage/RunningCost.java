package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.platform.web.DecimalString;

/**
 * What one charge for usage comes to so far in the period that is open.
 *
 * @param quantity as the charge adds it up
 * @param included how much of it costs nothing; null if nothing does
 * @param amount minor units, before discounts and tax
 * @param periodStart from when usage is counted, which a change of plan within a period moves
 */
@Schema(name = "RunningCost")
public record RunningCost(
        @Schema(example = "api_calls") String metric,
        @Schema(example = "calls") String chargeCode,
        Aggregation aggregation,
        @DecimalString BigDecimal quantity,
        long events,
        @Nullable @DecimalString BigDecimal included,
        @Schema(example = "USD") String currency,
        long amount,
        Instant periodStart,
        Instant periodEnd) {}
