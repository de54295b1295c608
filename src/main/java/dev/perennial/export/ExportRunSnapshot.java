package dev.perennial.export;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.export.domain.RunStatus;

/**
 * One day's export of a schedule, as the API and events show it.
 *
 * @param location what the names of its files begin with, below the destination's directory or within its bucket
 * @param files empty until it is completed
 */
@Schema(name = "ExportRun")
public record ExportRunSnapshot(
        UUID id,
        UUID scheduleId,

        @Schema(description = "The date in the schedule's time zone")
        LocalDate day,

        RunStatus status,
        int attempts,

        @Nullable @Schema(description = "When it is tried, or tried again; null once it is over")
        Instant nextAttemptAt,

        @Schema(example = "finance/daily/01a20c6d-38f3-7000-b872-47616cfe59c8/2026-01-02")
        String location,

        List<ExportedFile> files,

        @Nullable @Schema(example = "The store answered 403 AccessDenied.", description = "Why the last attempt failed")
        String failure,

        Instant createdAt,
        Instant updatedAt) {}
