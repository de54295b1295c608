package dev.perennial.migration;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.UsageRow;
import dev.perennial.shared.error.FieldError;
import dev.perennial.usage.UsageOutcome;
import dev.perennial.usage.UsageReport;
import dev.perennial.usage.UsageService;

/** Reports usage as whoever uses the API does: a key counts once, and what is too old or not metered is refused. */
@Component
class UsageImporter implements EntityImporter<UsageRow> {
    private final UsageService usage;
    private final ImportedReferences references;

    UsageImporter(UsageService usage, ImportedReferences references) {
        this.usage = usage;
        this.references = references;
    }

    @Override
    public ImportEntity entity() {
        return ImportEntity.USAGE;
    }

    @Override
    public Class<UsageRow> rowType() {
        return UsageRow.class;
    }

    /** Keys of usage are remembered by the usage itself. */
    @Override
    public boolean isMapped() {
        return false;
    }

    @Override
    public int chunkSize() {
        return 1_000;
    }

    @Override
    public List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<UsageRow>> items) {
        var subscriptions = references.of(source, ImportEntity.SUBSCRIPTIONS, items, UsageRow::subscriptionExternalId);
        var sorted = SortedRows.of(
                items,
                row -> subscriptions.containsKey(row.subscriptionExternalId())
                        ? List.of()
                        : List.of(ImportedReferences.missing("subscription_external_id", "subscription")),
                item -> report(
                        item.row(),
                        Objects.requireNonNull(subscriptions.get(item.row().subscriptionExternalId()))));
        return sorted.then(usage.record(sorted.sound()), UsageImporter::outcome).outcomes();
    }

    private static Outcome outcome(UsageOutcome counted) {
        return switch (counted) {
            case UsageOutcome.Accepted() -> Outcome.CREATED;
            case UsageOutcome.Duplicate() -> Outcome.UNCHANGED;
            case UsageOutcome.Rejected(var kind, var error) -> new Outcome.Failed(inRowTerms(error));
        };
    }

    private static UsageReport report(UsageRow row, UUID subscriptionId) {
        return new UsageReport(
                subscriptionId,
                row.metric(),
                row.quantity(),
                row.timestamp(),
                row.externalId(),
                row.properties(),
                null);
    }

    private static FieldError inRowTerms(FieldError error) {
        var field = switch (error.field()) {
            case "subscription_id" -> "subscription_external_id";
            case "idempotency_key" -> "external_id";
            default -> error.field();
        };
        return new FieldError(field, error.code(), error.message());
    }
}
