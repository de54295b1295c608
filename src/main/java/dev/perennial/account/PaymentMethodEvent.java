package dev.perennial.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** A payment method was attached to an account, changed by its bank, or detached, or is about to expire. */
public record PaymentMethodEvent(
        Kind kind, PaymentMethodSnapshot method, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        ATTACHED,
        /** The gateway held it already when its account came from another billing system. For the audit trail only. */
        IMPORTED,
        /** The card expires at the end of this month. For the audit trail and whoever writes to customers. */
        EXPIRING,
        UPDATED,
        DETACHED
    }

    @Override
    public String type() {
        return "payment_method." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return method.id();
    }

    @Override
    public UUID accountId() {
        return method.accountId();
    }

    @Override
    public Object object() {
        return method;
    }
}
