package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.event.DomainEvents;

/** Takes invoices of the other system in as documents. */
@Component
class InvoiceImporter implements EntityImporter<InvoiceRow> {
    private final LegacyDocumentStore store;
    private final ImportedReferences references;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    InvoiceImporter(
            LegacyDocumentStore store, ImportedReferences references, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.references = references;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.INVOICES;
    }

    @Override
    public Class<InvoiceRow> rowType() {
        return InvoiceRow.class;
    }

    @Override
    public int chunkSize() {
        return 1_000;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<InvoiceRow>> items) {
        var accounts = references.accounts(
                source,
                items.stream().map(item -> item.row().accountExternalId()).collect(Collectors.toSet()));
        var subscriptions = references.of(
                source,
                ImportEntity.SUBSCRIPTIONS,
                items.stream()
                        .map(item -> item.row().subscriptionExternalId())
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        var now = clock.instant();
        var made = new ArrayList<LegacyInvoiceSnapshot>();
        var outcomes = new ArrayList<Outcome>();
        for (var item : items) {
            var errors = new ArrayList<>(InvoiceRules.errors(item.row()));
            errors.addAll(missing(item.row(), accounts, subscriptions));
            outcomes.add(Outcome.of(errors));
            if (errors.isEmpty()) {
                made.add(invoice(source, importId, item, accounts, subscriptions, now));
            }
        }
        store.insertInvoices(made);
        events.publishEvent(new DomainEvents(
                made.stream().map(LegacyDocumentEvent.Invoice::new).toList()));
        return outcomes;
    }

    private static List<FieldError> missing(
            InvoiceRow row, Map<String, UUID> accounts, Map<String, UUID> subscriptions) {
        var errors = new ArrayList<FieldError>();
        if (!accounts.containsKey(row.accountExternalId())) {
            errors.add(ImportedReferences.missing("account_external_id", "account"));
        }
        if (row.subscriptionExternalId() != null && !subscriptions.containsKey(row.subscriptionExternalId())) {
            errors.add(ImportedReferences.missing("subscription_external_id", "subscription"));
        }
        return errors;
    }

    private static LegacyInvoiceSnapshot invoice(
            SourceSystem source,
            UUID importId,
            Item<InvoiceRow> item,
            Map<String, UUID> accounts,
            Map<String, UUID> subscriptions,
            Instant now) {
        var row = item.row();
        return new LegacyInvoiceSnapshot(
                item.id(),
                Objects.requireNonNull(accounts.get(row.accountExternalId())),
                row.subscriptionExternalId() == null ? null : subscriptions.get(row.subscriptionExternalId()),
                source,
                row.externalId(),
                row.number(),
                row.status(),
                row.currency(),
                row.subtotal(),
                row.discount(),
                row.tax(),
                row.total(),
                row.amountPaid(),
                row.amountDue(),
                row.lines(),
                row.periodStart(),
                row.periodEnd(),
                row.issuedAt(),
                row.dueAt(),
                row.paidAt(),
                importId,
                now);
    }
}
