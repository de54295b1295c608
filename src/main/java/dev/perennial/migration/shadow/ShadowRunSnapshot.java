package dev.perennial.migration.shadow;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A comparison of what would be billed here with what the other system bills. */
@Schema(name = "ShadowRun")
public record ShadowRunSnapshot(
        UUID id,

        @Schema(description = "The import that holds the other system's invoices")
        UUID importId,

        Instant from,
        Instant to,
        @Schema(example = "COMPLETED") Status status,

        @Schema(
                description =
                        "Subscriptions of the other system that were looked at, and invoices of it for which none was found")
        long compared,

        @Schema(description = "Those that come to the same, to the minor unit")
        long equal,

        @Schema(description = "Those with at least one difference")
        long differing,

        Instant createdAt,
        @Nullable Instant finishedAt) {

    /** Where it is. */
    @Schema(name = "ShadowRunStatus")
    public enum Status {
        RUNNING,
        COMPLETED
    }
}
