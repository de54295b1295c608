package dev.perennial.migration.legacy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.shared.event.DomainEvents;

/** Takes documents of other billing systems in, many at once, and tells the audit trail of each. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class LegacyDocuments {
    private final LegacyDocumentStore store;
    private final ApplicationEventPublisher events;

    LegacyDocuments(LegacyDocumentStore store, ApplicationEventPublisher events) {
        this.store = store;
        this.events = events;
    }

    /** Invoices of accounts that are here. */
    public void addInvoices(List<LegacyInvoiceSnapshot> invoices) {
        store.insertInvoices(invoices);
        events.publishEvent(new DomainEvents(
                invoices.stream().map(LegacyDocumentEvent.Invoice::new).toList()));
    }

    /** Payments of invoices that were taken in before. */
    public void addPayments(List<LegacyPaymentSnapshot> payments) {
        store.insertPayments(payments);
        events.publishEvent(new DomainEvents(
                payments.stream().map(LegacyDocumentEvent.Payment::new).toList()));
    }

    /** Those of the invoices that were taken in, by id. */
    public Map<UUID, LegacyInvoiceSnapshot> invoices(Collection<UUID> ids) {
        return store.findAll(ids);
    }
}
