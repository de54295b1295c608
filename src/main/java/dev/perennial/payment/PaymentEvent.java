package dev.perennial.payment;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/**
 * Something about a payment changed.
 *
 * @param subscriptionId whose invoice it is for, if a subscription's
 */
public record PaymentEvent(
        Kind kind,
        PaymentSnapshot payment,
        @Nullable UUID subscriptionId,
        Map<String, Object> previous,
        Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        SUCCEEDED,
        FAILED,
        /** Taken back by us before anything was charged, so that another attempt or another way of paying is free. */
        CANCELLED,
        REQUIRES_ACTION,
        PROCESSING,
        UNKNOWN,
        REQUEUED,
        REFUNDED,
        /** A refund came to nothing, possibly weeks after it seemed done. */
        REFUND_FAILED,
        /** A dispute was opened or moved on; the payment says where it stands. */
        DISPUTED
    }

    @Override
    public String type() {
        return "payment." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return payment.id();
    }

    @Override
    public UUID accountId() {
        return payment.accountId();
    }

    @Override
    public Object object() {
        return payment;
    }
}
