package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.legacy.LegacyDocuments;
import dev.perennial.migration.legacy.LegacyInvoiceSnapshot;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.shared.error.FieldError;

/** Takes invoices of the other system in as documents. */
@Component
class InvoiceImporter implements EntityImporter<InvoiceRow> {
    private final LegacyDocuments documents;
    private final ImportedReferences references;
    private final Clock clock;

    InvoiceImporter(LegacyDocuments documents, ImportedReferences references, Clock clock) {
        this.documents = documents;
        this.references = references;
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
        var accounts = references.accounts(source, items, InvoiceRow::accountExternalId);
        var subscriptions =
                references.of(source, ImportEntity.SUBSCRIPTIONS, items, InvoiceRow::subscriptionExternalId);
        var now = clock.instant();
        var sorted = SortedRows.of(
                items,
                row -> errors(row, accounts, subscriptions),
                item -> invoice(source, importId, item, accounts, subscriptions, now));
        documents.addInvoices(sorted.sound());
        return sorted.outcomes();
    }

    private static List<FieldError> errors(
            InvoiceRow row, Map<String, UUID> accounts, Map<String, UUID> subscriptions) {
        var errors = new ArrayList<>(InvoiceRules.errors(row));
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
