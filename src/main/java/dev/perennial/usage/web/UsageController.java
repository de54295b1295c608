package dev.perennial.usage.web;

import java.util.ArrayList;
import java.util.Comparator;
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

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;
import dev.perennial.shared.error.FieldError;
import dev.perennial.usage.UsageOutcome;
import dev.perennial.usage.UsageReport;
import dev.perennial.usage.UsageService;

/** Reports of usage over HTTP. */
@RestController
@RequestMapping("/v1/usage")
@Tag(name = "Usage")
class UsageController {
    private final UsageService usage;

    UsageController(UsageService usage) {
        this.usage = usage;
    }

    enum ReportStatus {
        ACCEPTED,
        DUPLICATE
    }

    record ReportUsageResponse(ReportStatus status) {}

    record ReportUsageBatchRequest(
            @NotNull @Size(min = 1, max = 1000) @ArraySchema(schema = @Schema(implementation = UsageReport.class))
            List<ReportedEvent> events) {}

    record ReportUsageBatchResponse(int accepted, int duplicates, List<RejectedEvent> rejected) {}

    /** @param index its place in the batch, from 0 */
    record RejectedEvent(
            int index, @Schema(example = "unknown_metric") String code, String detail) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "reportUsage",
            summary = "Report one use",
            description = "It counts once per idempotency_key, for good. Use the batch for more than a few a second.")
    ReportUsageResponse report(@RequestBody UsageReport report) {
        return switch (usage.record(List.of(report)).getFirst()) {
            case UsageOutcome.Accepted() -> new ReportUsageResponse(ReportStatus.ACCEPTED);
            case UsageOutcome.Duplicate() -> new ReportUsageResponse(ReportStatus.DUPLICATE);
            case UsageOutcome.Rejected(var kind, var error) -> throw refusal(kind, error);
        };
    }

    @PostMapping("/batch")
    @ResponseStatus(HttpStatus.OK)
    @Operation(
            operationId = "reportUsageBatch",
            summary = "Report up to 1000 uses",
            description =
                    "Good events are kept when others are bad; those rejected are named by their place in the batch.")
    ReportUsageBatchResponse reportBatch(@Valid @RequestBody ReportUsageBatchRequest request) {
        var rejected = new ArrayList<RejectedEvent>();
        var readable = new ArrayList<UsageReport>();
        var places = new ArrayList<Integer>();
        for (int i = 0; i < request.events().size(); i++) {
            var event = request.events().get(i);
            if (event.failure() != null) {
                rejected.add(unreadable(i, event.failure()));
            } else if (event.report() != null) {
                readable.add(event.report());
                places.add(i);
            }
        }
        int accepted = 0;
        int duplicates = 0;
        var outcomes = usage.record(readable);
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case UsageOutcome.Accepted() -> accepted++;
                case UsageOutcome.Duplicate() -> duplicates++;
                case UsageOutcome.Rejected(var kind, var error) -> rejected.add(rejected(places.get(i), error));
            }
        }
        rejected.sort(Comparator.comparingInt(RejectedEvent::index));
        return new ReportUsageBatchResponse(accepted, duplicates, rejected);
    }

    private static DomainException refusal(ErrorKind kind, FieldError error) {
        return kind == ErrorKind.NOT_FOUND
                ? new DomainException(kind, error.code(), error.field() + " " + error.message() + ".", List.of(error))
                : DomainException.invalid(List.of(error));
    }

    private static RejectedEvent unreadable(int index, DomainException failure) {
        return failure.fieldErrors().isEmpty()
                ? new RejectedEvent(index, failure.code(), failure.detail())
                : rejected(index, failure.fieldErrors().getFirst());
    }

    private static RejectedEvent rejected(int index, FieldError error) {
        var field = error.field().isEmpty() ? "event" : error.field();
        return new RejectedEvent(index, error.code(), field + ": " + error.message());
    }
}
