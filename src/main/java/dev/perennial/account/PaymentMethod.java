package dev.perennial.account;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.persistence.KeysetPages.Identified;

/** What an account pays with, as far as the gateway tells: never a number that could be charged elsewhere. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class PaymentMethod implements Identified {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID accountId;
    private String gateway;
    private String gatewayPaymentMethodId;
    private String type;
    private @Nullable String brand;

    @Column(name = "last4")
    private @Nullable String last4;

    private @Nullable Integer expMonth;
    private @Nullable Integer expYear;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant detachedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected PaymentMethod() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    PaymentMethod(AttachedPaymentMethod method, Instant now) {
        this.id = method.id();
        this.accountId = method.accountId();
        this.gateway = method.gateway();
        this.gatewayPaymentMethodId = method.gatewayPaymentMethodId();
        this.type = method.type();
        this.brand = method.brand();
        this.last4 = method.last4();
        this.expMonth = method.expMonth();
        this.expYear = method.expYear();
        this.createdAt = now;
        this.updatedAt = now;
    }

    @Override
    public UUID id() {
        return id;
    }

    UUID accountId() {
        return accountId;
    }

    boolean isDetached() {
        return detachedAt != null;
    }

    void detach(Instant now) {
        detachedAt = now;
        updatedAt = now;
    }

    void erase(Instant now) {
        gatewayPaymentMethodId = "[erased]";
        brand = null;
        last4 = null;
        expMonth = null;
        expYear = null;
        detachedAt = detachedAt == null ? now : detachedAt;
        updatedAt = now;
    }

    void refresh(
            @Nullable String newBrand,
            @Nullable String newLast4,
            @Nullable Integer newExpMonth,
            @Nullable Integer newExpYear,
            Instant now) {
        brand = newBrand;
        last4 = newLast4;
        expMonth = newExpMonth;
        expYear = newExpYear;
        updatedAt = now;
    }

    AttachedPaymentMethod attached() {
        return new AttachedPaymentMethod(
                id, accountId, gateway, gatewayPaymentMethodId, type, brand, last4, expMonth, expYear);
    }

    PaymentMethodSnapshot snapshot(boolean isDefault) {
        return new PaymentMethodSnapshot(
                id, accountId, type, brand, last4, expMonth, expYear, isDefault, createdAt, updatedAt);
    }
}
