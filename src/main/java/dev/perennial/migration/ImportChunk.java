package dev.perennial.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.perennial.migration.EntityImporter.Item;
import dev.perennial.migration.EntityImporter.Outcome;
import dev.perennial.migration.ImportedObjects.Known;
import dev.perennial.migration.ImportedObjects.Made;
import dev.perennial.migration.row.ImportedRow;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.id.UuidV7;

/** Brings in some rows of one entity: those that are known are left as they are, the rest goes to the importer. */
final class ImportChunk<R extends ImportedRow> {
    static final int SIZE_MAX = 1_000;
    private static final FieldError CHANGED = new FieldError(
            "external_id",
            "changed_since_import",
            "was brought in from a row that differs; change the object here instead");
    private final EntityImporter<R> importer;
    private final ImportedObjects objects;

    ImportChunk(EntityImporter<R> importer, ImportedObjects objects) {
        this.importer = importer;
        this.objects = objects;
    }

    int size() {
        return Math.min(importer.chunkSize(), SIZE_MAX);
    }

    /** What became of the rows of a chunk. */
    static final class Result {
        private final List<StagedRows.Failure> failures = new ArrayList<>();
        private final List<Long> unchanged = new ArrayList<>();
        private final List<Made> made = new ArrayList<>();
        private long created;
        private long failed;

        void failed(long rowNumber, List<FieldError> errors) {
            failed++;
            if (!errors.isEmpty()) {
                failures.add(new StagedRows.Failure(rowNumber, errors));
            }
        }

        /** Rows that failed now; those of the wrong shape were reported when they were staged. */
        List<StagedRows.Failure> failures() {
            return failures;
        }

        List<Long> unchanged() {
            return unchanged;
        }

        List<Made> made() {
            return made;
        }

        long created() {
            return created;
        }

        long failedCount() {
            return failed;
        }
    }

    Result bringIn(ImportSnapshot job, List<StagedRow> rows) {
        var result = new Result();
        var fresh = fresh(job, rows, result);
        var items = fresh.stream()
                .map(row -> new Item<>(UuidV7.next(), importer.rowType().cast(Objects.requireNonNull(row.row()))))
                .toList();
        var outcomes = items.isEmpty() ? List.<Outcome>of() : importer.bringIn(job.source(), job.id(), items);
        for (int i = 0; i < items.size(); i++) {
            var row = fresh.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Created() -> {
                    result.created++;
                    if (importer.isMapped()) {
                        result.made.add(new Made(
                                items.get(i).row().externalId(),
                                items.get(i).id(),
                                Objects.requireNonNull(row.hash())));
                    }
                }
                case Outcome.Unchanged() -> result.unchanged.add(row.number());
                case Outcome.Failed(var errors) -> result.failed(row.number(), errors);
            }
        }
        return result;
    }

    /** The rows that are to be brought in; what is known of the others is noted. */
    private List<StagedRow> fresh(ImportSnapshot job, List<StagedRow> rows, Result result) {
        var readable = rows.stream().filter(row -> row.row() != null).toList();
        rows.stream().filter(row -> row.row() == null).forEach(row -> result.failed(row.number(), List.of()));
        if (!importer.isMapped()) {
            return readable;
        }
        var known = new HashMap<String, UUID>();
        known(job, readable).forEach((externalId, one) -> known.put(externalId, one.hash()));
        var fresh = new ArrayList<StagedRow>();
        for (var row : readable) {
            var hash = Objects.requireNonNull(row.hash());
            var before = known.putIfAbsent(Objects.requireNonNull(row.row()).externalId(), hash);
            if (before == null) {
                fresh.add(row);
            } else if (before.equals(hash)) {
                result.unchanged.add(row.number());
            } else {
                result.failed(row.number(), List.of(CHANGED));
            }
        }
        return fresh;
    }

    private Map<String, Known> known(ImportSnapshot job, List<StagedRow> rows) {
        return objects.find(
                job.source(),
                job.entity(),
                rows.stream()
                        .map(row -> Objects.requireNonNull(row.row()).externalId())
                        .toList());
    }
}
