package dev.perennial.migration;

import java.util.List;
import java.util.UUID;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.ImportedRow;
import dev.perennial.shared.error.FieldError;

/**
 * Brings in rows of one entity. Each reports what it can foresee as errors of the row; a chunk shares one transaction.
 */
interface EntityImporter<R extends ImportedRow> {

    ImportEntity entity();

    Class<R> rowType();

    /** Whether what it makes is found again by {@link ImportedObjects}; otherwise it knows itself what it has seen. */
    default boolean isMapped() {
        return true;
    }

    /** How many rows make a chunk. */
    default int chunkSize() {
        return 500;
    }

    /** An outcome for each row, in their order. */
    List<Outcome> bringIn(SourceSystem source, UUID importId, List<Item<R>> items);

    /** @param id that the object gets */
    record Item<R>(UUID id, R row) {}

    /** What became of a row. */
    sealed interface Outcome {
        Outcome CREATED = new Created();
        Outcome UNCHANGED = new Unchanged();

        static Outcome of(List<FieldError> errors) {
            return errors.isEmpty() ? CREATED : new Failed(errors);
        }

        /** It became an object. */
        record Created() implements Outcome {}

        /** It was brought in before, just as it is. */
        record Unchanged() implements Outcome {}

        /** It was not brought in. */
        record Failed(List<FieldError> errors) implements Outcome {
            Failed(FieldError error) {
                this(List.of(error));
            }
        }
    }
}
