package dev.perennial.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

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
        var subscriptions = references.of(
                source,
                ImportEntity.SUBSCRIPTIONS,
                items.stream().map(item -> item.row().subscriptionExternalId()).collect(Collectors.toSet()));
        var outcomes = new ArrayList<Outcome>();
        var places = new ArrayList<Integer>();
        var reports = new ArrayList<UsageReport>();
        for (var item : items) {
            var subscription = subscriptions.get(item.row().subscriptionExternalId());
            if (subscription == null) {
                outcomes.add(
                        new Outcome.Failed(ImportedReferences.missing("subscription_external_id", "subscription")));
            } else {
                places.add(outcomes.size());
                outcomes.add(Outcome.CREATED);
                reports.add(report(item.row(), subscription));
            }
        }
        var counted = usage.record(reports);
        for (int i = 0; i < counted.size(); i++) {
            outcomes.set(
                    places.get(i),
                    switch (counted.get(i)) {
                        case UsageOutcome.Accepted() -> Outcome.CREATED;
                        case UsageOutcome.Duplicate() -> Outcome.UNCHANGED;
                        case UsageOutcome.Rejected(var kind, var error) -> new Outcome.Failed(inRowTerms(error));
                    });
        }
        return outcomes;
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
