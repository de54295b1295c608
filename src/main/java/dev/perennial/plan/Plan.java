package dev.perennial.plan;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.persistence.KeysetPages.Identified;

/** An offer under a code. What it costs is told by its versions. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Plan implements Identified {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private String code;
    private String name;
    private @Nullable String description;
    private boolean active;
    private int latestVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> metadata;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Plan() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate, the rest by describe()
    Plan(UUID id, PlanDetails details, Instant now) {
        this.id = id;
        this.code = details.code();
        this.active = true;
        this.latestVersion = 1;
        this.createdAt = now;
        describe(details, now);
    }

    final void describe(PlanDetails details, Instant now) {
        name = details.name();
        description = details.description();
        metadata = details.metadata() == null ? Map.of() : Map.copyOf(details.metadata());
        updatedAt = now;
    }

    int nextVersion() {
        return ++latestVersion;
    }

    void archive(Instant now) {
        active = false;
        updatedAt = now;
    }

    @Override
    public UUID id() {
        return id;
    }

    String code() {
        return code;
    }

    boolean isActive() {
        return active;
    }

    int latestVersion() {
        return latestVersion;
    }

    PlanDetails details(PlanVersion at) {
        return new PlanDetails(
                code,
                name,
                description,
                at.interval().unit(),
                at.interval().count(),
                at.trialDays(),
                at.usageGraceHours(),
                at.charges(),
                at.minimumCommitments(),
                metadata);
    }

    PlanTerms terms(PlanVersion at) {
        return new PlanTerms(
                id,
                at.id(),
                code,
                at.number(),
                at.interval(),
                at.trialDays(),
                at.usageGraceHours(),
                at.charges(),
                at.minimumCommitments());
    }

    PlanSnapshot snapshot(PlanVersion at) {
        return new PlanSnapshot(
                id,
                code,
                name,
                description,
                at.number(),
                active,
                at.interval().unit(),
                at.interval().count(),
                at.trialDays(),
                at.usageGraceHours(),
                at.charges(),
                at.minimumCommitments(),
                metadata,
                createdAt,
                updatedAt);
    }
}
