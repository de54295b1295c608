package dev.perennial.migration;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.legacy.LegacyDocuments;
import dev.perennial.migration.legacy.LegacyInvoiceSnapshot;
import dev.perennial.migration.legacy.LegacyPaymentSnapshot;
import dev.perennial.migration.row.PaymentRow;
import dev.perennial.shared.error.FieldError;

/** Takes payments of the other system in, with the invoices that they were for. */
@Component
class PaymentImporter implements EntityImporter<PaymentRow> {
    private final LegacyDocuments documents;
    private final ImportedReferences references;
    private final Clock clock;

    PaymentImporter(LegacyDocuments documents, ImportedReferences references, Clock clock) {
        this.documents = documents;
        this.references = references;
        this.clock = clock;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.PAYMENTS;
    }

    @Override
    public Class<PaymentRow> rowType() {
        return PaymentRow.class;
    }

    @Override
    public int chunkSize() {
        return 1_000;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<PaymentRow>> items) {
        var ids = references.of(source, ImportEntity.INVOICES, items, PaymentRow::invoiceExternalId);
        var found = documents.invoices(ids.values());
        var invoices = new HashMap<String, LegacyInvoiceSnapshot>();
        ids.forEach((externalId, id) -> invoices.put(externalId, Objects.requireNonNull(found.get(id))));
        var now = clock.instant();
        var sorted = SortedRows.of(
                items,
                row -> errors(row, invoices.get(row.invoiceExternalId())),
                item -> payment(
                        item, Objects.requireNonNull(invoices.get(item.row().invoiceExternalId())), importId, now));
        documents.addPayments(sorted.sound());
        return sorted.outcomes();
    }

    private static List<FieldError> errors(PaymentRow row, @Nullable LegacyInvoiceSnapshot invoice) {
        var errors = new ArrayList<FieldError>();
        if (invoice == null) {
            errors.add(ImportedReferences.missing("invoice_external_id", "invoice"));
        } else if (!invoice.currency().equals(row.currency())) {
            errors.add(new FieldError(
                    "currency", "currency_mismatch", "must be the invoice's currency " + invoice.currency()));
        }
        if (row.refunded() > row.amount()) {
            errors.add(new FieldError("refunded_amount", "out_of_range", "must not be more than amount"));
        }
        return errors;
    }

    private static LegacyPaymentSnapshot payment(
            Item<PaymentRow> item, LegacyInvoiceSnapshot invoice, UUID importId, Instant now) {
        var row = item.row();
        return new LegacyPaymentSnapshot(
                item.id(),
                invoice.id(),
                invoice.accountId(),
                row.externalId(),
                row.status(),
                row.amount(),
                row.refunded(),
                row.currency(),
                row.method(),
                row.failureCode(),
                row.occurredAt(),
                importId,
                now);
    }
}
