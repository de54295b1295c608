package dev.perennial.migration.row;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A subscription as it stands in the other system. Either {@code planExternalId}, of an imported plan, or
 * {@code planCode}, of any plan here, is given.
 *
 * @param currentPeriodEnd up to when it is paid there; the first period that is billed here begins then
 */
public record SubscriptionRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String accountExternalId,
        @Nullable @Size(min = 1, max = 255) String planExternalId,
        @Nullable @Size(min = 1, max = 64) String planCode,
        @Nullable @Min(0) @Max(1_000_000_000) Long quantity,
        @NotNull SubscriptionStatus status,
        @NotNull Instant startAt,
        @Nullable LocalDate billingAnchor,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        @Nullable Instant trialEnd,
        @Nullable Boolean cancelAtPeriodEnd,
        @Nullable Instant cancelledAt,
        @Nullable Instant endedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant resumeAt,
        @Nullable CollectionMethod collection,
        @Nullable @Min(0) @Max(365) Integer netTermsDays,
        @Nullable @Metadata Map<String, String> metadata)
        implements ImportedRow {}
