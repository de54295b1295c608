package dev.perennial.tenant;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Who sells by this service. Every other row belongs to one. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Tenant {
    @Id
    private UUID id;

    private String name;

    @Enumerated(EnumType.STRING)
    private TenantMode mode;

    private @Nullable Instant testClockAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private TenantSettings settings;

    /** Counts the changes of the settings. */
    private int settingsVersion;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Tenant() {}

    Tenant(UUID id, TenantMode mode, TenantSettings settings, Instant now) {
        this.id = id;
        this.name = settings.name();
        this.mode = mode;
        this.settings = settings;
        this.createdAt = now;
        this.updatedAt = now;
    }

    TenantSettings settings() {
        return settings;
    }

    int settingsVersion() {
        return settingsVersion;
    }

    TenantMode mode() {
        return mode;
    }

    void change(TenantSettings newSettings, Instant now) {
        settings = newSettings;
        settingsVersion++;
        name = newSettings.name();
        updatedAt = now;
    }

    TenantSnapshot snapshot() {
        return new TenantSnapshot(
                id,
                name,
                mode,
                settings.invoicePrefix(),
                settings.defaultCurrency(),
                settings.granularityOrDay(),
                settings.invoiceFooter(),
                settings.branding(),
                settings.dunningPolicyOrDefault(),
                settings.emailsOrNone(),
                settings.netTermsDaysOrNone(),
                settings.lateFee(),
                settings.portal(),
                createdAt,
                updatedAt);
    }
}
