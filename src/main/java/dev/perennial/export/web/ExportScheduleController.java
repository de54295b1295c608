package dev.perennial.export.web;

import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.export.Destination;
import dev.perennial.export.DestinationKind;
import dev.perennial.export.ExportFormat;
import dev.perennial.export.ExportRunSnapshot;
import dev.perennial.export.ExportScheduleSnapshot;
import dev.perennial.export.ExportSchedules;
import dev.perennial.export.ExportedList;
import dev.perennial.export.NewExportSchedule;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Daily exports over HTTP. */
@RestController
@RequestMapping("/v1/export-schedules")
@Tag(name = "Platform")
class ExportScheduleController {
    private final ExportSchedules schedules;

    ExportScheduleController(ExportSchedules schedules) {
        this.schedules = schedules;
    }

    @Schema(name = "NewExportDestination")
    record DestinationRequest(
            @NotNull DestinationKind type,

            @Nullable @Size(max = 520) @Schema(
                    example = "finance/daily",
                    description = "Below the directory or within the bucket; right there if absent")
            String path,

            @Nullable @Size(max = 2048) @Schema(
                    example = "https://s3.eu-central-1.amazonaws.com",
                    description = "Of the store, with `S3` only and required there, as are all that follow")
            String endpoint,

            @Nullable @Size(max = 40) @Schema(example = "eu-central-1")
            String region,

            @Nullable @Size(max = 63) @Schema(example = "acme-billing")
            String bucket,

            @Nullable @Size(min = 1, max = 128) @Schema(example = "AKIAIOSFODNN7EXAMPLE")
            String accessKeyId,

            @Nullable @Size(min = 1, max = 256) @Schema(
                    example = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    description = "Kept encrypted, and never shown")
            String secretAccessKey) {

        Destination toDestination() {
            return new Destination(type, path == null ? "" : path, endpoint, region, bucket, accessKeyId);
        }

        /** The secret stays out of logs. */
        @Override
        public String toString() {
            return "DestinationRequest[type=" + type + ", path=" + path + "]";
        }
    }

    @Schema(name = "CreateExportSchedule")
    record CreateScheduleRequest(
            @NotEmpty @Size(max = 100) @Schema(example = "[\"INVOICES\", \"PAYMENTS\"]")
            List<@NotNull ExportedList> lists,

            @Nullable @Schema(description = "CSV if absent") ExportFormat format,

            @NotNull @Pattern(regexp = "([01][0-9]|2[0-3]):[0-5][0-9]", message = "must be a time of day such as 03:00")
            @Schema(example = "03:00")
            String at,

            @Nullable @Schema(example = "Europe/Berlin", description = "IANA name; UTC if absent")
            String timezone,

            @NotNull @Valid DestinationRequest destination) {

        NewExportSchedule toCommand() {
            return new NewExportSchedule(
                    lists,
                    format == null ? ExportFormat.CSV : format,
                    LocalTime.parse(at),
                    timezone == null ? "UTC" : timezone,
                    destination.toDestination(),
                    destination.secretAccessKey());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createExportSchedule",
            summary = "Have lists written to a place of your own each day",
            description = """
                    Each day gets a directory of its own, with a file for each list and, last, `manifest.json` with their counts \\
                    and SHA-256. What fails is tried again for half a day. Events: `export.completed`, `export.failed`.""")
    ExportScheduleSnapshot create(@Valid @RequestBody CreateScheduleRequest request) {
        return schedules.create(NewObjectId.next(), request.toCommand());
    }

    @GetMapping
    @Operation(operationId = "listExportSchedules", summary = "List export schedules, newest first")
    Page<ExportScheduleSnapshot> list(@Valid @ParameterObject PageQuery page) {
        return schedules.list(page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getExportSchedule", summary = "Read an export schedule")
    ExportScheduleSnapshot get(@PathVariable UUID id) {
        return schedules.get(id);
    }

    @GetMapping("/{id}/runs")
    @Operation(operationId = "listExportRuns", summary = "What became of an export schedule day by day, newest first")
    Page<ExportRunSnapshot> runs(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return schedules.runs(id, page);
    }

    @DeleteMapping("/{id}")
    @Operation(
            operationId = "deleteExportSchedule",
            summary = "End an export schedule",
            description = "Its secret is forgotten. What was written stays where it is.")
    ExportScheduleSnapshot delete(@PathVariable UUID id) {
        return schedules.delete(id);
    }
}
