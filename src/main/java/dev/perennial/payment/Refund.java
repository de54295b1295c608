package dev.perennial.payment;

import java.time.Duration;
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

import dev.perennial.payment.domain.Pause;
import dev.perennial.payment.domain.RefundStatus;
import dev.perennial.payment.gateway.RefundOutcome;
import dev.perennial.platform.persistence.KeysetPages.Identified;
import dev.perennial.shared.id.UuidV7;

/** Money given back. {@code workAt} and {@code sentAt} are wall clock, everything else is business time. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Refund implements Identified {
    private static final Pause LOOK_AGAIN = new Pause(Duration.ofMinutes(1), Duration.ofHours(1));
    private static final Pause SEND_AGAIN = new Pause(Duration.ofSeconds(5), Duration.ofMinutes(10));
    /** A refund can take weeks; the gateway also tells us by itself. */
    private static final Duration LOOK_AT_PENDING = Duration.ofDays(1);

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
    private RefundStatus status;

    private @Nullable String reason;
    private @Nullable String gatewayRefundId;
    private String idempotencyKey;
    private @Nullable String failureCode;
    private int tries;
    private @Nullable Instant workAt;
    private @Nullable Instant sentAt;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected Refund() {}

    /** @param workAt wall clock from which a worker may send it or look it up */
    @SuppressWarnings("NullAway.Init") // tenantId is set by Hibernate
    Refund(UUID id, Payment payment, long amount, @Nullable String reason, Instant workAt, Instant now) {
        this.id = id;
        this.paymentId = payment.id();
        this.accountId = payment.accountId();
        this.amount = amount;
        this.currency = payment.currency();
        this.status = RefundStatus.PENDING;
        this.reason = reason;
        this.idempotencyKey = firstKey(id);
        this.workAt = workAt;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** One that the gateway made by itself: never to be sent, whatever it says of its state. */
    static Refund madeAtGateway(Payment payment, long amount, String gatewayRefundId, Instant wallClock, Instant now) {
        var refund = new Refund(UuidV7.next(), payment, amount, null, wallClock, now);
        refund.gatewayRefundId = gatewayRefundId;
        refund.sentAt = wallClock;
        return refund;
    }

    private static String firstKey(UUID id) {
        return "perennial-refund-" + id;
    }

    /** Takes note of what came of it; false when that is no news. */
    boolean settle(RefundOutcome outcome, Instant now, Instant wallClock) {
        var before = status;
        var gatewayIdBefore = gatewayRefundId;
        tries++;
        switch (outcome) {
            case RefundOutcome.Succeeded(var gatewayId) -> become(RefundStatus.SUCCEEDED, gatewayId, now);
            case RefundOutcome.Failed(var gatewayId, var code) -> {
                if (become(RefundStatus.FAILED, gatewayId, now)) {
                    failureCode = code;
                }
            }
            case RefundOutcome.Cancelled(var gatewayId) -> become(RefundStatus.CANCELLED, gatewayId, now);
            case RefundOutcome.Pending(var gatewayId) -> waitFor(gatewayId, wallClock.plus(LOOK_AT_PENDING), now);
            case RefundOutcome.Unknown ignored -> waitFor(null, wallClock.plus(LOOK_AGAIN.after(tries, id)), now);
            case RefundOutcome.NotSent ignored -> {
                waitFor(null, wallClock.plus(SEND_AGAIN.after(tries, id)), now);
                if (status == RefundStatus.PENDING) {
                    idempotencyKey = firstKey(id) + "-" + wallClock.toEpochMilli();
                    sentAt = null;
                }
            }
        }
        return status != before || (gatewayIdBefore == null && gatewayRefundId != null);
    }

    /** Whether nobody has taken it over since it was claimed. */
    boolean isHeldBy(GatewayClaims.Claim claim) {
        return claim.stillHolds(workAt);
    }

    private boolean become(RefundStatus next, @Nullable String gatewayId, Instant now) {
        if (!status.canBecome(next)) {
            return false;
        }
        status = next;
        workAt = null;
        knownAs(gatewayId, now);
        return true;
    }

    private void waitFor(@Nullable String gatewayId, Instant until, Instant now) {
        if (status == RefundStatus.PENDING) {
            workAt = until;
            knownAs(gatewayId, now);
        }
    }

    private void knownAs(@Nullable String gatewayId, Instant now) {
        updatedAt = now;
        if (gatewayId != null) {
            gatewayRefundId = gatewayId;
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    UUID paymentId() {
        return paymentId;
    }

    long amount() {
        return amount;
    }

    String currency() {
        return currency;
    }

    RefundStatus status() {
        return status;
    }

    @Nullable String reason() {
        return reason;
    }

    @Nullable String gatewayRefundId() {
        return gatewayRefundId;
    }

    String idempotencyKey() {
        return idempotencyKey;
    }

    @Nullable Instant sentAt() {
        return sentAt;
    }

    RefundSnapshot snapshot() {
        return new RefundSnapshot(
                id,
                paymentId,
                accountId,
                amount,
                currency,
                status,
                reason,
                gatewayRefundId,
                failureCode,
                createdAt,
                updatedAt);
    }
}
