package dev.perennial.invoice.creditnote;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about a credit note changed. */
public record CreditNoteEvent(Kind kind, CreditNoteSnapshot note, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. */
    public enum Kind {
        CREATED,
        /** What was to go back through the gateway did not, and is credit of the account now. */
        REFUND_FAILED
    }

    @Override
    public String type() {
        return "credit_note." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return note.id();
    }

    @Override
    public UUID accountId() {
        return note.accountId();
    }

    @Override
    public Object object() {
        return note;
    }
}
