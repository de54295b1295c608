package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A report that may count, if its key was not taken before.
 *
 * @param id rises with every event received
 * @param countsValues whether the plan counts different values of the metric
 * @param lateFor the period that it was used in, if that is on an invoice already
 */
record UsageEvent(
        UUID id,
        UUID subscriptionId,
        String metric,
        BigDecimal quantity,
        Instant occurredAt,
        String key,
        Map<String, String> properties,
        boolean countsValues,
        @Nullable MeteredPeriod lateFor) {}
