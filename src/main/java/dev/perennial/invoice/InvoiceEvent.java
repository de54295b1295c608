package dev.perennial.invoice;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** Something about an invoice changed. */
public record InvoiceEvent(Kind kind, InvoiceSnapshot invoice, Map<String, Object> previous, Instant occurredAt)
        implements DomainEvent {

    /** What happened. An invoice that is born final gives FINALIZED alone. */
    public enum Kind {
        CREATED,
        FINALIZED,
        PAID,
        PAYMENT_RECORDED,
        CREDIT_APPLIED,
        /** A credit note took something off what is due. */
        DUE_REDUCED,
        PAYMENT_FAILED,
        PAST_DUE,
        VOIDED,
        /** The credit that paid it was taken back, with the invoice that gave it. */
        REOPENED,
        UNCOLLECTIBLE
    }

    @Override
    public String type() {
        return "invoice." + kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public UUID objectId() {
        return invoice.id();
    }

    @Override
    public UUID accountId() {
        return invoice.accountId();
    }

    @Override
    public Object object() {
        return invoice;
    }
}
