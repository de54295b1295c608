package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A subscription of another billing system, as it stands there.
 *
 * @param billingAnchor a date on its period grid, best the original one; null for the day of its start
 * @param currentPeriodEnd up to when it is paid there: nothing before it is billed here
 */
public record ImportedSubscription(
        UUID id,
        UUID accountId,
        PlanTerms terms,
        long quantity,
        SubscriptionStatus status,
        Instant startAt,
        @Nullable LocalDate billingAnchor,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        @Nullable Instant trialEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant cancelledAt,
        @Nullable Instant endedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant resumeAt,
        CollectionMethod collection,
        @Nullable Integer netTermsDays,
        Map<String, String> metadata) {}
