package dev.perennial.journal;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what.
 *
 * @param actor {@code key:<id>}, {@code job:<name>} or {@code system}
 * @param createdAt business time; {@code recordedAt} is the wall clock
 */
@Schema(name = "AuditLog")
public record AuditEntry(
        UUID id,
        String entityType,
        UUID entityId,
        @Schema(example = "invoice.voided") String action,
        String actor,
        @Nullable String requestId,
        long sequence,
        Map<String, Change> changes,
        Instant createdAt,
        Instant recordedAt) {

    /** A field before and after. */
    @Schema(name = "AuditChange")
    public record Change(
            @Nullable @Schema(description = "Any JSON value")
            Object from,

            @Nullable @Schema(description = "Any JSON value")
            Object to) {}
}
