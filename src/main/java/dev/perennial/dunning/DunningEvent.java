package dev.perennial.dunning;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.event.DomainEvent;

/**
 * Something happened in a case. For the audit trail and for whoever writes to customers; not a public event.
 *
 * @param paymentId the attempt it is about, if it is about one
 */
public record DunningEvent(
        Kind kind,
        DunningCaseSnapshot dunningCase,
        @Nullable UUID paymentId,
        Instant occurredAt) implements DomainEvent {

    /** What happened. */
    public enum Kind {
        /** The first attempt failed, or waits for the customer. */
        OPENED,
        /** Another attempt failed. */
        ATTEMPT_FAILED,
        /** An attempt was left out, since only another payment method can help. */
        METHOD_AWAITED,
        REMINDED,
        /** Nothing more is tried or said before the final action. */
        LAST_NOTICE,
        RESTARTED,
        EXHAUSTED,
        CLOSED
    }

    @Override
    public String type() {
        return "dunning_case." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return dunningCase.id();
    }

    @Override
    public UUID accountId() {
        return dunningCase.accountId();
    }

    @Override
    public Object object() {
        return dunningCase;
    }
}
