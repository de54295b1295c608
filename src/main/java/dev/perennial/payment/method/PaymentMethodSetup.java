package dev.perennial.payment.method;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.SetupStatus;
import dev.perennial.payment.gateway.PaymentGateway.HostedSetup;

/** A page on which a customer enters a payment method, until he has or it expires. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class PaymentMethodSetup {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID accountId;

    @Enumerated(EnumType.STRING)
    private SetupStatus status;

    private String gateway;
    private String gatewaySetupId;
    private String url;
    private boolean makeDefault;
    private @Nullable UUID paymentMethodId;
    private Instant expiresAt;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected PaymentMethodSetup() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    PaymentMethodSetup(UUID id, UUID accountId, String gateway, HostedSetup page, boolean makeDefault, Instant now) {
        this.id = id;
        this.accountId = accountId;
        this.status = SetupStatus.OPEN;
        this.gateway = gateway;
        this.gatewaySetupId = page.gatewaySetupId();
        this.url = page.url().toString();
        this.makeDefault = makeDefault;
        this.expiresAt = page.expiresAt();
        this.createdAt = now;
        this.updatedAt = now;
    }

    void complete(UUID methodId, Instant now) {
        status = SetupStatus.COMPLETED;
        paymentMethodId = methodId;
        updatedAt = now;
    }

    void expire(Instant now) {
        status = SetupStatus.EXPIRED;
        updatedAt = now;
    }

    SetupStatus status() {
        return status;
    }

    UUID accountId() {
        return accountId;
    }

    String gateway() {
        return gateway;
    }

    String gatewaySetupId() {
        return gatewaySetupId;
    }

    boolean isToBecomeDefault() {
        return makeDefault;
    }

    PaymentMethodSetupSnapshot snapshot() {
        return new PaymentMethodSetupSnapshot(
                id, accountId, status, url, paymentMethodId, expiresAt, createdAt, updatedAt);
    }
}
