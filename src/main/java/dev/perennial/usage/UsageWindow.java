package dev.perennial.usage;

import java.time.Instant;
import java.util.UUID;

import dev.perennial.plan.pricing.Aggregation;

/**
 * A stretch of time in which usage is to be added up.
 *
 * @param from belongs to it
 * @param to does not
 */
public record UsageWindow(UUID subscriptionId, String metric, Aggregation aggregation, Instant from, Instant to) {}
