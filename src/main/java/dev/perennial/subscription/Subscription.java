package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.time.Granularity;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** The wide row: what was sold and where it is in its life. What is due lives in the billing schedule. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Subscription {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID accountId;
    private UUID planId;
    private UUID planVersionId;

    @JdbcTypeCode(SqlTypes.CHAR)
    @Column(length = 3)
    private String currency;

    private long quantity;

    @Enumerated(EnumType.STRING)
    private SubscriptionStatus status;

    @Enumerated(EnumType.STRING)
    private CollectionMethod collection;

    private @Nullable Integer netTermsDays;

    private String timeZone;

    @Enumerated(EnumType.STRING)
    private Granularity granularity;

    private Instant startAt;
    private LocalDateTime gridAnchor;
    private LocalDate billingAnchor;
    private Instant serviceStart;
    private @Nullable Instant trialEnd;
    private @Nullable UUID pendingVersionId;
    private @Nullable Long pendingQuantity;
    private boolean cancelAtPeriodEnd;
    private @Nullable Instant cancelledAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant pausedAt;
    private @Nullable Instant resumeAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> metadata;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Subscription() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    Subscription(CreateSubscription command, NewSubscription facts, Instant now) {
        this.id = command.id();
        this.accountId = command.accountId();
        this.planId = facts.terms().planId();
        this.planVersionId = facts.terms().versionId();
        this.currency = facts.currency();
        this.quantity = command.quantity();
        this.status = facts.status();
        this.collection = command.collection();
        this.netTermsDays = command.netTermsDays();
        this.timeZone = facts.zone().getId();
        this.granularity = facts.periods().granularity();
        this.startAt = facts.startAt();
        this.gridAnchor = facts.periods().grid().anchor();
        this.billingAnchor = facts.periods().grid().anchor().toLocalDate();
        this.serviceStart = facts.periods().serviceStart();
        this.trialEnd = facts.trialEnd();
        this.metadata = Map.copyOf(command.metadata());
        this.createdAt = now;
        this.updatedAt = now;
    }

    SubscriptionStatus status() {
        return status;
    }

    /** Ends it now. Fails with {@code subscription_already_cancelled}. */
    void cancelNow(Instant now) {
        become(SubscriptionStatus.CANCELLED, "subscription_already_cancelled");
        if (cancelledAt == null) {
            cancelledAt = now;
        }
        cancelAtPeriodEnd = false;
        endedAt = now;
        updatedAt = now;
    }

    /** Lets it run out. Fails with {@code subscription_already_cancelled}, {@code subscription_paused}. */
    void cancelAtPeriodEnd(Instant now) {
        if (status == SubscriptionStatus.PAUSED) {
            throw DomainException.conflict(
                    "subscription_paused", "A paused subscription is in no period; cancel it NOW, or resume it first.");
        }
        if (!status.isLiving() || cancelAtPeriodEnd) {
            throw DomainException.conflict("subscription_already_cancelled", "The subscription is cancelled already.");
        }
        cancelAtPeriodEnd = true;
        cancelledAt = now;
        updatedAt = now;
    }

    /** Takes back a scheduled cancellation. Fails with {@code subscription_not_cancelling}. */
    void reactivate(Instant now) {
        if (!cancelAtPeriodEnd || !status.isLiving()) {
            throw DomainException.conflict(
                    "subscription_not_cancelling", "Only a subscription that is set to end can be reactivated.");
        }
        cancelAtPeriodEnd = false;
        cancelledAt = null;
        updatedAt = now;
    }

    /** Sells other terms from now on; terms that were to begin later are forgotten. */
    void changeTerms(PlanTerms terms, long newQuantity, Instant now) {
        planId = terms.planId();
        planVersionId = terms.versionId();
        quantity = newQuantity;
        dropPendingChange(now);
    }

    /** Lets other terms begin with the next period. */
    void changeTermsLater(PlanTerms terms, long newQuantity, Instant now) {
        pendingVersionId = terms.versionId();
        pendingQuantity = newQuantity;
        updatedAt = now;
    }

    void dropPendingChange(Instant now) {
        pendingVersionId = null;
        pendingQuantity = null;
        updatedAt = now;
    }

    /** Fails with {@code subscription_not_pausable}. */
    void pause(@Nullable Instant resumeTime, Instant now) {
        become(SubscriptionStatus.PAUSED, "subscription_not_pausable");
        pausedAt = now;
        resumeAt = resumeTime;
        updatedAt = now;
    }

    /** Fails with {@code subscription_not_paused}. */
    void resume(SubscriptionStatus next, @Nullable Instant newTrialEnd, Instant now) {
        if (status != SubscriptionStatus.PAUSED) {
            throw DomainException.conflict(
                    "subscription_not_paused", "The subscription is " + status + ", not PAUSED.");
        }
        become(next, "subscription_not_paused");
        trialEnd = newTrialEnd;
        pausedAt = null;
        resumeAt = null;
        updatedAt = now;
    }

    /** Puts it on trial, or moves the end of its trial. */
    void tryUntil(@Nullable Instant newTrialEnd, SubscriptionStatus next, Instant now) {
        if (status != next) {
            become(next, "trial_not_changeable");
        }
        trialEnd = newTrialEnd;
        updatedAt = now;
    }

    void moveTo(Position position) {
        gridAnchor = position.gridAnchor();
        billingAnchor = position.gridAnchor().toLocalDate();
        serviceStart = position.serviceStart();
    }

    void describe(SubscriptionDetails details, Instant now) {
        metadata = Map.copyOf(details.metadataOrNone());
        collection = details.collection();
        netTermsDays = details.netTermsDays();
        updatedAt = now;
    }

    /** Moves between ACTIVE and PAST_DUE as invoices fail and are paid; false when the change does not apply. */
    boolean standing(SubscriptionStatus next, Instant now) {
        boolean isBilled = status == SubscriptionStatus.ACTIVE || status == SubscriptionStatus.PAST_DUE;
        if (!isBilled || status == next) {
            return false;
        }
        status = next;
        updatedAt = now;
        return true;
    }

    private void become(SubscriptionStatus next, String errorCode) {
        if (!status.canBecome(next)) {
            throw DomainException.conflict(
                    errorCode, "A subscription that is " + status + " cannot become " + next + ".");
        }
        status = next;
    }
}
