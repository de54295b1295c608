package dev.perennial.usage;

import java.util.UUID;

import dev.perennial.shared.time.Period;

/** A stretch of a subscription whose usage was added up for an invoice, and the terms that it was rated by. */
public record MeteredPeriod(UUID subscriptionId, Period period, UUID planVersionId) {}
