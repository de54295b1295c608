package dev.perennial.analytics.domain;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription brings in a month.
 *
 * @param mrr minor units, never negative
 * @param discountEndsAt when the next of its discounts runs out
 */
public record SubscriptionMrr(
        UUID subscriptionId,
        UUID accountId,
        UUID planId,
        String currency,
        long mrr,
        @Nullable Instant discountEndsAt) {}
