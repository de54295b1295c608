package dev.perennial.invoice.creditnote;

import java.time.Instant;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** A credit note was issued. */
public record CreditNoteEvent(CreditNoteSnapshot note) implements DomainEvent {

    @Override
    public String type() {
        return "credit_note.created";
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

    @Override
    public Instant occurredAt() {
        return note.issuedAt();
    }
}
