package dev.perennial.migration;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.row.ImportedRow;
import dev.perennial.shared.error.FieldError;

/**
 * A row of an import in the staging area.
 *
 * @param number from 1
 * @param row null if it has the wrong shape
 * @param hash of the row, by which it is seen whether it changed since it was brought in
 * @param errors what is wrong with its shape; empty for nothing
 */
record StagedRow(
        long number,
        @Nullable String externalId,
        @Nullable ImportedRow row,
        @Nullable UUID hash,
        List<FieldError> errors) {}
