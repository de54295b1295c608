package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.usage.ReplacedEvents.Original;

/**
 * A report that may count, if its key was not taken before.
 *
 * @param id rises with every event received
 * @param countsValues whether the plan counts different values of the metric
 * @param lateFor the periods that it changes and that are on invoices already
 * @param watched whether its subscription has alerts or a spend limit
 * @param replaces the event in whose place it counts
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
        Set<MeteredPeriod> lateFor,
        boolean watched,
        @Nullable Original replaces) {}
