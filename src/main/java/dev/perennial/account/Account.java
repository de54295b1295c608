package dev.perennial.account;

import java.time.Instant;
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

import dev.perennial.platform.persistence.KeysetPages.Identified;

/** Who is billed. A deleted one stays, since invoices refer to it; an erased one no longer tells who it was. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Account implements Identified {
    /** Stands where a text must stand. The same that erase_from_journal leaves in the journal. */
    private static final String ERASED = "[erased]";

    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private @Nullable String externalId;
    private String name;
    private String email;

    @JdbcTypeCode(SqlTypes.CHAR)
    @Column(length = 3)
    private String currency;

    private String timeZone;
    private @Nullable String locale;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Address address;

    private @Nullable String taxId;

    /** Counts the changes of {@link #identity}. */
    private int identityVersion;

    private boolean taxExempt;
    private int netTermsDays;

    @Enumerated(EnumType.STRING)
    private DunningStatus dunningStatus;

    private long creditBalanceMinor;
    private @Nullable UUID defaultPaymentMethodId;
    private @Nullable String gatewayCustomerId;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> metadata;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant deletedAt;
    private @Nullable Instant erasedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Account() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate, the rest by change()
    Account(UUID id, AccountDetails details, Instant now) {
        this.id = id;
        this.dunningStatus = DunningStatus.ACTIVE;
        this.createdAt = now;
        change(details, now);
    }

    final void change(AccountDetails details, Instant now) {
        var before = identity();
        externalId = details.externalId();
        name = details.name();
        email = details.email();
        currency = details.currency();
        timeZone = details.timezoneOrDefault();
        locale = details.locale();
        address = details.address();
        taxId = details.taxId();
        taxExempt = Boolean.TRUE.equals(details.taxExempt());
        netTermsDays = details.netTermsDays() == null ? 0 : details.netTermsDays();
        metadata = details.metadata() == null ? Map.of() : Map.copyOf(details.metadata());
        if (!before.equals(identity())) {
            identityVersion++;
        }
        updatedAt = now;
    }

    void knownToGatewayAs(String customerId, Instant now) {
        gatewayCustomerId = customerId;
        updatedAt = now;
    }

    void payBy(@Nullable UUID paymentMethodId, Instant now) {
        defaultPaymentMethodId = paymentMethodId;
        updatedAt = now;
    }

    void dun(DunningStatus next, Instant now) {
        dunningStatus = next;
        updatedAt = now;
    }

    void delete(Instant now) {
        deletedAt = now;
        updatedAt = now;
    }

    /** Leaves what is needed to make sense of invoices and payments, and nothing that tells whose they were. */
    void erase(Instant now) {
        name = ERASED;
        email = ERASED;
        externalId = null;
        locale = null;
        address = null;
        taxId = null;
        metadata = Map.of();
        gatewayCustomerId = null;
        defaultPaymentMethodId = null;
        deletedAt = deletedAt == null ? now : deletedAt;
        erasedAt = now;
        updatedAt = now;
    }

    /** What documents say of it. */
    BilledIdentities.Identity identity() {
        return new BilledIdentities.Identity(name, email, address, taxId, locale, timeZone);
    }

    int identityVersion() {
        return identityVersion;
    }

    boolean isErased() {
        return erasedAt != null;
    }

    @Override
    public UUID id() {
        return id;
    }

    DunningStatus dunningStatus() {
        return dunningStatus;
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    @Nullable UUID defaultPaymentMethodId() {
        return defaultPaymentMethodId;
    }

    AccountDetails details() {
        return new AccountDetails(
                name, email, currency, externalId, timeZone, locale, address, taxId, taxExempt, netTermsDays, metadata);
    }

    BillingProfile billingProfile() {
        return new BillingProfile(
                id, name, email, currency, timeZone, netTermsDays, defaultPaymentMethodId, gatewayCustomerId);
    }

    AccountSnapshot snapshot() {
        return new AccountSnapshot(
                id,
                externalId,
                name,
                email,
                currency,
                timeZone,
                locale,
                address,
                taxId,
                taxExempt,
                netTermsDays,
                dunningStatus,
                creditBalanceMinor,
                defaultPaymentMethodId,
                metadata,
                createdAt,
                updatedAt);
    }
}
