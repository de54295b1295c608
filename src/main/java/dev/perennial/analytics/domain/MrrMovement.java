package dev.perennial.analytics.domain;

import java.time.Instant;
import java.util.UUID;

/**
 * A change of what a subscription brings in a month.
 *
 * @param kind what it means for the account
 * @param amount minor units, with sign, not zero
 */
public record MrrMovement(
        UUID id,
        UUID subscriptionId,
        UUID accountId,
        UUID planId,
        String currency,
        MovementKind kind,
        long amount,
        Instant occurredAt) {}
