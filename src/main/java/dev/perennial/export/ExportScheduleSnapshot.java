package dev.perennial.export;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.export.domain.Daily;

/** A schedule of exports as the API and the audit trail show it: without its secret. */
@Schema(name = "ExportSchedule")
public record ExportScheduleSnapshot(
        UUID id,
        List<ExportedList> lists,
        ExportFormat format,

        @JsonFormat(pattern = "HH:mm")
        @Schema(type = "string", example = "03:00", description = "Time of day in `timezone`")
        LocalTime at,

        @Schema(example = "Europe/Berlin") String timezone,
        Destination destination,

        @Nullable @Schema(description = "Null once it is deleted")
        Instant nextRunAt,

        Instant createdAt,
        Instant updatedAt) {

    Daily daily() {
        return new Daily(at, ZoneId.of(timezone));
    }
}
