package dev.perennial.payment;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** A refund was made or moved on. For the audit trail; systems outside are told by an event of its payment. */
public record RefundEvent(Kind kind, RefundSnapshot refund, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        SENT,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    @Override
    public String type() {
        return "refund." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return refund.id();
    }

    @Override
    public UUID accountId() {
        return refund.accountId();
    }

    @Override
    public Object object() {
        return refund;
    }
}
