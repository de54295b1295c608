package dev.perennial.usage.web;

import java.util.ArrayList;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.usage.SingleReports;
import dev.perennial.usage.UsageOutcome;
import dev.perennial.usage.UsageReport;
import dev.perennial.usage.UsageService;

/** Reports of usage over HTTP. */
@RestController
@RequestMapping("/v1/usage")
@Tag(name = "Usage")
class UsageController {
    private final UsageService usage;
    private final SingleReports single;

    UsageController(UsageService usage, SingleReports single) {
        this.usage = usage;
        this.single = single;
    }

    enum ReportStatus {
        ACCEPTED,
        DUPLICATE
    }

    record ReportUsageResponse(ReportStatus status) {}

    record ReportUsageBatchRequest(
            @NotNull @Size(min = 1, max = 1000) @ArraySchema(schema = @Schema(implementation = UsageReport.class))
            List<ReportedEvent> events) {}

    record ReportUsageBatchResponse(long accepted, long duplicates, List<Tally.RejectedEvent> rejected) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "reportUsage",
            summary = "Report one use",
            description =
                    "It counts once per idempotency_key, and the answer says that it is stored. As newline-delimited JSON, one event a line, a body may hold any number of them.")
    ReportUsageResponse report(@RequestBody UsageReport report) {
        return switch (single.record(report)) {
            case UsageOutcome.Accepted() -> new ReportUsageResponse(ReportStatus.ACCEPTED);
            case UsageOutcome.Duplicate() -> new ReportUsageResponse(ReportStatus.DUPLICATE);
            case UsageOutcome.Rejected rejected -> throw rejected.asException();
        };
    }

    @PostMapping("/batch")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            operationId = "reportUsageBatch",
            summary = "Report up to 1000 uses",
            description =
                    "Good events are kept when others are bad; those rejected are named by their place in the batch. As newline-delimited JSON, one event a line, a body may hold any number of them.")
    ReportUsageBatchResponse reportBatch(@Valid @RequestBody ReportUsageBatchRequest request) {
        var events = new ArrayList<Tally.Sent>();
        for (var event : request.events()) {
            events.add(new Tally.Sent(events.size(), event));
        }
        var tally = new Tally(usage);
        tally.report(events);
        return new ReportUsageBatchResponse(tally.accepted(), tally.duplicates(), tally.rejected());
    }
}
