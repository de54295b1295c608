package dev.perennial.migration.legacy;

import java.time.Instant;
import java.util.UUID;

import dev.perennial.shared.event.DomainEvent;

/** A document of another billing system was taken in. For the audit trail. */
public sealed interface LegacyDocumentEvent extends DomainEvent {

    /** An invoice. */
    record Invoice(LegacyInvoiceSnapshot invoice) implements LegacyDocumentEvent {
        @Override
        public String type() {
            return "legacy_invoice.imported";
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

        @Override
        public Instant occurredAt() {
            return invoice.createdAt();
        }
    }

    /** A payment. */
    record Payment(LegacyPaymentSnapshot payment) implements LegacyDocumentEvent {
        @Override
        public String type() {
            return "legacy_payment.imported";
        }

        @Override
        public UUID objectId() {
            return payment.id();
        }

        @Override
        public UUID accountId() {
            return payment.accountId();
        }

        @Override
        public Object object() {
            return payment;
        }

        @Override
        public Instant occurredAt() {
            return payment.createdAt();
        }
    }
}
