package dev.perennial.payment.method;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/**
 * A page for a payment method was made or came to its end. For the audit trail; the method itself is announced by the
 * account.
 */
public record PaymentMethodSetupEvent(Kind kind, PaymentMethodSetupSnapshot setup, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        COMPLETED,
        EXPIRED
    }

    @Override
    public String type() {
        return "payment_method_setup." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return setup.id();
    }

    @Override
    public UUID accountId() {
        return setup.accountId();
    }

    @Override
    public Object object() {
        return setup;
    }
}
