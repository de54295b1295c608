package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.platform.web.DecimalString;

/**
 * What was used of a metric within an hour or a local day. Those without an event are left out.
 *
 * @param quantity all quantities added up, however the plan aggregates them
 */
@Schema(name = "UsageBucket")
public record UsageBucket(
        String metric, Instant start, @DecimalString BigDecimal quantity, long events) {}
