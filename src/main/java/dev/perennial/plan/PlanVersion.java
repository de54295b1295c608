package dev.perennial.plan;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.platform.persistence.KeysetPages.Identified;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.IntervalUnit;

/**
 * What a plan costs from one change to the next. It never changes itself, so that subscriptions keep what they agreed
 * to.
 */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
@Immutable
class PlanVersion implements Persistable<UUID>, Identified {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID planId;

    @Column(name = "number")
    private int number;

    @Enumerated(EnumType.STRING)
    private IntervalUnit intervalUnit;

    private int intervalCount;
    private int trialDays;
    private int usageGraceHours;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<Charge> charges;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable List<Commitment> minimumCommitments;

    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected PlanVersion() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    PlanVersion(UUID id, UUID planId, int number, PlanDetails details, Instant now) {
        this.id = id;
        this.planId = planId;
        this.number = number;
        this.intervalUnit = details.interval();
        this.intervalCount = details.intervalCountOrDefault();
        this.trialDays = details.trialDaysOrDefault();
        this.usageGraceHours = details.usageGraceHoursOrDefault();
        this.charges = List.copyOf(details.charges());
        this.minimumCommitments =
                details.minimumCommitmentsOrNone().isEmpty() ? null : List.copyOf(details.minimumCommitmentsOrNone());
        this.createdAt = now;
    }

    @Override
    public UUID id() {
        return id;
    }

    UUID planId() {
        return planId;
    }

    int number() {
        return number;
    }

    BillingInterval interval() {
        return new BillingInterval(intervalUnit, intervalCount);
    }

    int trialDays() {
        return trialDays;
    }

    int usageGraceHours() {
        return usageGraceHours;
    }

    List<Charge> charges() {
        return charges;
    }

    List<Commitment> minimumCommitments() {
        return minimumCommitments == null ? List.of() : minimumCommitments;
    }

    /** Whether a change to {@code details} would change what is billed. */
    boolean sells(PlanDetails details) {
        return interval().equals(details.billingInterval())
                && trialDays == details.trialDaysOrDefault()
                && usageGraceHours == details.usageGraceHoursOrDefault()
                && charges.equals(details.charges())
                && minimumCommitments().equals(details.minimumCommitmentsOrNone());
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** Versions are only ever inserted; without this Spring Data would first look whether one exists. */
    @Override
    public boolean isNew() {
        return true;
    }
}
