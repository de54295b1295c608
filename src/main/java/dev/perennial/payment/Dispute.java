package dev.perennial.payment;

import java.time.Instant;
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

import dev.perennial.payment.domain.DisputeStatus;
import dev.perennial.payment.gateway.GatewayDispute;
import dev.perennial.platform.persistence.KeysetPages.Identified;

/** A dispute as the gateway tells of it: opened and decided elsewhere, only followed here. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Dispute implements Identified {
    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID paymentId;
    private UUID accountId;
    private long amount;

    @JdbcTypeCode(SqlTypes.CHAR)
    @Column(length = 3)
    private String currency;

    @Enumerated(EnumType.STRING)
    private DisputeStatus status;

    private @Nullable String reason;
    private String gatewayDisputeId;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Dispute() {}

    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    Dispute(UUID id, Payment payment, GatewayDispute dispute, Instant now) {
        this.id = id;
        this.paymentId = payment.id();
        this.accountId = payment.accountId();
        this.amount = dispute.amount();
        this.currency = payment.currency();
        this.status = dispute.status();
        this.reason = dispute.reason();
        this.gatewayDisputeId = dispute.gatewayDisputeId();
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Follows the gateway forward; false when it tells nothing new. */
    boolean follow(DisputeStatus next, Instant now) {
        if (!status.canBecome(next)) {
            return false;
        }
        status = next;
        updatedAt = now;
        return true;
    }

    long held() {
        return status.holdsMoney() ? amount : 0;
    }

    DisputeStatus status() {
        return status;
    }

    @Override
    public UUID id() {
        return id;
    }

    DisputeSnapshot snapshot() {
        return new DisputeSnapshot(
                id, paymentId, accountId, amount, currency, status, reason, gatewayDisputeId, createdAt, updatedAt);
    }
}
