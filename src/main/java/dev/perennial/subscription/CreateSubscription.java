package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;

/**
 * Sells a plan to an account. Either {@code planId} or {@code planCode} is given.
 *
 * @param startAt null for now; past backdates, future schedules
 * @param trialDays null for the plan's own
 * @param billingAnchor a date on the wanted period grid; null for the start
 * @param netTermsDays days from issue to due; null for those of the account
 */
public record CreateSubscription(
        UUID id,
        UUID accountId,
        @Nullable UUID planId,
        @Nullable String planCode,
        long quantity,
        @Nullable Instant startAt,
        @Nullable Integer trialDays,
        @Nullable LocalDate billingAnchor,
        CollectionMethod collection,
        @Nullable Integer netTermsDays,
        Map<String, String> metadata) {}
