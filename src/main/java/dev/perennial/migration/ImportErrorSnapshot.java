package dev.perennial.migration;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is wrong with a field of a row. */
@Schema(name = "ImportError")
public record ImportErrorSnapshot(
        @Schema(description = "From 1; the header of a CSV and blank lines do not count")
        long rowNumber,

        @Nullable @Schema(description = "The other system's id; null for a row that cannot be read")
        String externalId,

        @Schema(example = "account_external_id") String field,
        @Schema(example = "not_imported") String code,
        String message) {}
