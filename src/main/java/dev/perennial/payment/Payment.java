package dev.perennial.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
import dev.perennial.payment.domain.Pause;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.ChargeOutcome;
import dev.perennial.platform.persistence.KeysetPages.Identified;

import static dev.perennial.payment.domain.PaymentStatus.SUCCEEDED;

/** One attempt to collect. {@code workAt} and {@code sentAt} are wall clock, everything else is business time. */
@Entity
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class Payment implements Identified {
    /** Before an attempt without an outcome is looked at again. */
    private static final Pause LOOK_AGAIN = new Pause(Duration.ofMinutes(1), Duration.ofHours(1));
    /** Before an attempt that the gateway turned away unheard is sent again. */
    private static final Pause SEND_AGAIN = new Pause(Duration.ofSeconds(5), Duration.ofMinutes(10));
    /** Asynchronous methods take days; the gateway also tells us by itself. */
    private static final Duration LOOK_AT_SLOW_METHOD = Duration.ofHours(6);

    @Id
    private UUID id;

    @TenantId
    private UUID tenantId;

    private UUID invoiceId;
    private UUID accountId;
    private @Nullable UUID paymentMethodId;
    private long amount;

    @JdbcTypeCode(SqlTypes.CHAR)
    @Column(length = 3)
    private String currency;

    @Enumerated(EnumType.STRING)
    private PaymentStatus status;

    private String gateway;
    private @Nullable String gatewayPaymentId;
    private String idempotencyKey;
    private int attempt;
    private @Nullable String failureCode;
    private @Nullable String failureMessage;

    @Enumerated(EnumType.STRING)
    private ChargeOutcome.@Nullable DeclineKind failureKind;

    private @Nullable String actionUrl;
    private @Nullable String offlineMethod;
    private @Nullable String offlineReference;
    private long refundedAmount;
    private long disputedAmount;

    @Enumerated(EnumType.STRING)
    private @Nullable DisputeStatus disputeStatus;

    private boolean applied;
    private int tries;
    private @Nullable Instant workAt;
    private @Nullable Instant sentAt;

    @Version
    private long version;

    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // rows are inserted in bulk by PaymentQueue; Hibernate only reads and updates
    protected Payment() {}

    /** Takes note of what came of it; false when that is no news. */
    boolean settle(ChargeOutcome outcome, Instant now, Instant wallClock) {
        if (!status.isInFlight() && !(outcome instanceof ChargeOutcome.Succeeded && status.canBecome(SUCCEEDED))) {
            return false;
        }
        var statusBefore = status;
        var linkBefore = actionUrl;
        tries++;
        switch (outcome) {
            case ChargeOutcome.Succeeded(var id) -> {
                become(SUCCEEDED, id, null, now);
                failed(null, null, null);
            }
            case ChargeOutcome.Declined(var id, var code, var message, var kind) -> {
                become(PaymentStatus.FAILED, id, null, now);
                failed(code, message, kind);
            }
            case ChargeOutcome.Cancelled(var id) -> become(PaymentStatus.CANCELLED, id, null, now);
            case ChargeOutcome.RequiresAction(var id, var url) -> {
                become(PaymentStatus.REQUIRES_ACTION, id, wallClock.plus(LOOK_AT_SLOW_METHOD), now);
                actionUrl = url == null ? actionUrl : url;
            }
            case ChargeOutcome.Processing(var id) ->
                become(PaymentStatus.PROCESSING, id, wallClock.plus(LOOK_AT_SLOW_METHOD), now);
            case ChargeOutcome.Unknown ignored ->
                become(PaymentStatus.UNKNOWN, null, wallClock.plus(LOOK_AGAIN.after(tries, id)), now);
            case ChargeOutcome.NotCharged ignored -> requeue(now, wallClock);
        }
        return status != statusBefore || !Objects.equals(actionUrl, linkBefore);
    }

    private void requeue(Instant now, Instant wallClock) {
        become(PaymentStatus.PENDING, null, wallClock.plus(SEND_AGAIN.after(tries, id)), now);
        if (status == PaymentStatus.PENDING) {
            // Proof that nothing was charged under the key, nor will be: begin anew, with a key of full age.
            idempotencyKey = firstKey(id) + "-" + wallClock.toEpochMilli();
            sentAt = null;
        }
    }

    private void failed(@Nullable String code, @Nullable String message, ChargeOutcome.@Nullable DeclineKind kind) {
        failureCode = code;
        failureMessage = message;
        failureKind = kind;
    }

    /** The money came for an invoice that did not need it. */
    void setAside() {
        applied = false;
    }

    /** What may still be given back: what the bank took back by a dispute it would give back twice. */
    long refundable() {
        return status == SUCCEEDED ? Math.max(0, amount - refundedAmount - disputedAmount) : 0;
    }

    void refund(long part, Instant now) {
        refundedAmount += part;
        updatedAt = now;
    }

    void refundCameBack(long part, Instant now) {
        refundedAmount -= part;
        updatedAt = now;
    }

    /**
     * Takes note of where a dispute stands.
     *
     * @param held what the bank holds because of all disputes of the payment
     */
    void dispute(DisputeStatus latest, long held, Instant now) {
        disputeStatus = latest;
        disputedAmount = held;
        updatedAt = now;
    }

    /** The idempotency key under which an attempt is sent first. */
    static String firstKey(UUID paymentId) {
        return "perennial-" + paymentId;
    }

    /** Whether nobody has taken it over since it was claimed. */
    boolean isHeldBy(GatewayClaims.Claim claim) {
        return claim.stillHolds(workAt);
    }

    private void become(
            PaymentStatus next, @Nullable String newGatewayPaymentId, @Nullable Instant nextWorkAt, Instant now) {
        if (status != next && !status.canBecome(next)) {
            // Slow methods that cannot be looked up right now stay what they are.
            workAt = nextWorkAt;
            return;
        }
        if (status != next) {
            tries = next.isInFlight() ? 1 : 0;
        }
        status = next;
        workAt = nextWorkAt;
        updatedAt = now;
        if (newGatewayPaymentId != null) {
            gatewayPaymentId = newGatewayPaymentId;
        }
        if (next != PaymentStatus.REQUIRES_ACTION) {
            actionUrl = null;
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    UUID invoiceId() {
        return invoiceId;
    }

    @Nullable UUID paymentMethodId() {
        return paymentMethodId;
    }

    String idempotencyKey() {
        return idempotencyKey;
    }

    PaymentStatus status() {
        return status;
    }

    long amount() {
        return amount;
    }

    String currency() {
        return currency;
    }

    UUID accountId() {
        return accountId;
    }

    @Nullable String gatewayPaymentId() {
        return gatewayPaymentId;
    }

    @Nullable Instant sentAt() {
        return sentAt;
    }

    String gateway() {
        return gateway;
    }

    PaymentSnapshot snapshot() {
        return new PaymentSnapshot(
                id,
                invoiceId,
                accountId,
                amount,
                currency,
                status,
                gateway,
                gatewayPaymentId,
                paymentMethodId,
                attempt,
                failureCode,
                failureMessage,
                actionUrl,
                offlineMethod,
                offlineReference,
                refundedAmount,
                disputedAmount,
                disputeStatus,
                createdAt,
                updatedAt);
    }
}
