package dev.perennial.prepaid;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/**
 * Something about a purchase of credit changed. For the audit trail; systems outside are told by its invoice and its
 * credit.
 */
public record CreditPurchaseEvent(
        Kind kind, CreditPurchaseSnapshot purchase, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        GRANTED,
        CANCELLED
    }

    @Override
    public String type() {
        return "credit_purchase." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return purchase.id();
    }

    @Override
    public UUID accountId() {
        return purchase.accountId();
    }

    @Override
    public Object object() {
        return purchase;
    }
}
