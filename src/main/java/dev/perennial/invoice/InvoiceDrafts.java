package dev.perennial.invoice;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;

/** Invoices that are kept until more is known about them. {@link InvoiceIssuing} makes them final. */
@Service
public class InvoiceDrafts {
    private final InvoiceStore store;
    private final InvoiceAssessor assessor;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    InvoiceDrafts(InvoiceStore store, InvoiceAssessor assessor, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.assessor = assessor;
        this.events = events;
        this.clock = clock;
    }

    /** Stores invoices that are to be finalized later, when all is known that belongs on them. */
    @Transactional
    public List<InvoiceSnapshot> keep(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        return stored(
                assessor.assess(drafts).stream()
                        .map(assessed -> InvoiceAssembly.of(UuidV7.next(), assessed, null, 0, null, Map.of(), now))
                        .toList(),
                now);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    InvoiceSnapshot keep(UUID id, InvoiceDraft draft, Map<String, String> metadata) {
        var now = clock.instant();
        var kept = InvoiceAssembly.of(id, assessor.assess(draft), null, 0, null, metadata, now);
        return stored(List.of(kept), now).getFirst();
    }

    /** Stores invoices that a provider has to say the tax of, and has it asked. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<InvoiceSnapshot> awaitTax(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        return asked(
                assessor.assess(drafts).stream()
                        .map(assessed -> InvoiceAssembly.awaitingTax(UuidV7.next(), assessed, Map.of(), now))
                        .toList(),
                now);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    InvoiceSnapshot awaitTax(UUID id, InvoiceDraft draft, Map<String, String> metadata) {
        var now = clock.instant();
        var waiting = InvoiceAssembly.awaitingTax(id, assessor.assess(draft), metadata, now);
        return asked(List.of(waiting), now).getFirst();
    }

    private List<InvoiceSnapshot> asked(List<InvoiceSnapshot> waiting, Instant now) {
        stored(waiting, now);
        events.publishEvent(new TaxAwaited(waiting));
        return waiting;
    }

    private List<InvoiceSnapshot> stored(List<InvoiceSnapshot> drafts, Instant now) {
        store.insert(drafts);
        events.publishEvent(new DomainEvents(drafts.stream()
                .map(draft -> new InvoiceEvent(InvoiceEvent.Kind.CREATED, draft, Map.of(), now))
                .toList()));
        return drafts;
    }
}
