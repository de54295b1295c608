package dev.perennial.account;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about an account changed. */
public record AccountEvent(Kind kind, AccountSnapshot account, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        /** It came from another billing system. For the audit trail only: nobody outside is told. */
        IMPORTED,
        UPDATED,
        DELETED,
        /** Nothing tells any more whose it was; a receiver of events has to let go of it, too. */
        ERASED,
        DUNNING_STATUS_CHANGED
    }

    @Override
    public String type() {
        return "account." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return account.id();
    }

    @Override
    public UUID accountId() {
        return account.id();
    }

    @Override
    public Object object() {
        return account;
    }
}
