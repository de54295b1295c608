package dev.perennial.credit;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a grant of credit changed. */
public record CreditEvent(Kind kind, CreditSnapshot credit, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        GRANTED,
        /** What was left of it in another billing system. For the audit trail only: nobody outside is told. */
        IMPORTED,
        APPLIED,
        RETURNED,
        /** Taken back, because the money that it was bought with went back. */
        REVOKED,
        /** That money came again. */
        RESTORED,
        EXPIRED
    }

    @Override
    public String type() {
        return "credit." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return credit.id();
    }

    @Override
    public UUID accountId() {
        return credit.accountId();
    }

    @Override
    public Object object() {
        return credit;
    }
}
