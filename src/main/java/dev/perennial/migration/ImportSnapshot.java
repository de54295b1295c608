package dev.perennial.migration;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.ImportStatus;
import dev.perennial.migration.domain.SourceSystem;

/** An import and how far it is. */
@Schema(name = "Import")
public record ImportSnapshot(
        UUID id,
        SourceSystem source,
        ImportEntity entity,

        @Schema(description = "Checks every row and brings in none")
        boolean dryRun,

        ImportStatus status,

        @Nullable @Schema(description = "Null until all of the content has arrived")
        Long rowsTotal,

        @Schema(description = "How many rows are done: created, unchanged and failed ones")
        long rowsDone,

        @Schema(description = "Rows that became an object here, or in a dry run would have")
        long rowsCreated,

        @Schema(description = "Rows that were brought in before, just as they are")
        long rowsUnchanged,

        @Schema(description = "Rows that were not brought in; see errors")
        long rowsFailed,

        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Instant updatedAt,

        @Nullable @Schema(
                description =
                        "Since when its rows are not staged any more: it cannot be validated or used for a shadow run")
        Instant rowsDroppedAt) {}
