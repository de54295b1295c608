package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.subscription.domain.SubscriptionStatus;

/**
 * A subscription as the API and events show it.
 *
 * @param billingAnchor a local date on the period grid
 * @param currentPeriodEnd up to when it is billed (exclusive); of the trial while it lasts
 * @param cancelledAt when somebody cancelled it; it may run on until {@code endedAt}
 */
@Schema(name = "Subscription")
public record SubscriptionSnapshot(
        UUID id,
        UUID accountId,
        PlanReference plan,
        SubscriptionStatus status,
        long quantity,
        String currency,
        CollectionMethod collection,

        @Nullable @Schema(description = "Days from issue to due; those of the account if null")
        Integer netTermsDays,

        Instant startAt,
        LocalDate billingAnchor,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        @Nullable Instant trialEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant cancelledAt,
        @Nullable Instant endedAt,
        @Nullable Instant pausedAt,
        @Nullable Instant resumeAt,
        @Nullable PendingChange pendingChange,
        @Nullable UUID latestInvoiceId,

        @Schema(description = "Why billing of this subscription is on hold, if it is") @Nullable String billingProblem,

        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt) {

    /** The plan at the version that the subscription is billed by. */
    public record PlanReference(UUID id, String code, int version) {}

    /**
     * Terms that begin later.
     *
     * @param effectiveAt when the current period ends; null if that is not known yet
     */
    @Schema(name = "PendingChange")
    public record PendingChange(
            PlanReference plan, long quantity, @Nullable Instant effectiveAt) {}

    /** The same subscription after a period of it was billed; a pending change of terms has come about. */
    SubscriptionSnapshot billed(
            SubscriptionStatus newStatus,
            Instant periodStart,
            Instant periodEnd,
            @Nullable UUID invoiceId,
            LocalDate newBillingAnchor,
            Instant now) {
        return new SubscriptionSnapshot(
                id,
                accountId,
                pendingChange == null ? plan : pendingChange.plan(),
                newStatus,
                pendingChange == null ? quantity : pendingChange.quantity(),
                currency,
                collection,
                netTermsDays,
                startAt,
                newBillingAnchor,
                periodStart,
                periodEnd,
                trialEnd,
                cancelAtPeriodEnd,
                cancelledAt,
                endedAt,
                pausedAt,
                resumeAt,
                null,
                invoiceId == null ? latestInvoiceId : invoiceId,
                billingProblem,
                metadata,
                createdAt,
                now);
    }
}
