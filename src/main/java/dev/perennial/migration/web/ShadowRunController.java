package dev.perennial.migration.web;

import java.time.Instant;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.migration.domain.DifferenceKind;
import dev.perennial.migration.shadow.ShadowDifferenceSnapshot;
import dev.perennial.migration.shadow.ShadowRunSnapshot;
import dev.perennial.migration.shadow.ShadowRuns;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Shadow runs over HTTP. */
@RestController
@RequestMapping("/v1/shadow-runs")
@Tag(name = "Migration")
class ShadowRunController {
    private final ShadowRuns runs;

    ShadowRunController(ShadowRuns runs) {
        this.runs = runs;
    }

    record CreateShadowRunRequest(
            @NotNull @Schema(description = "An import of INVOICES, which may be a dry run")
            UUID importId,

            @NotNull @Schema(description = "Invoices for time that begins before it are left out")
            Instant from,

            @NotNull @Schema(
                    description = "Invoices for time that begins then or later are left out",
                    example = "2027-01-01T00:00:00Z")
            Instant to) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createShadowRun",
            summary = "Compare what would be billed here with what another system bills",
            description =
                    "For each imported subscription that is due in the range, the upcoming invoice is compared with the other system's, to"
                            + " the minor unit. Nothing is billed.")
    ShadowRunSnapshot create(@Valid @RequestBody CreateShadowRunRequest request) {
        return runs.begin(NewObjectId.next(), request.importId(), request.from(), request.to());
    }

    @GetMapping
    @Operation(operationId = "listShadowRuns", summary = "List shadow runs")
    Page<ShadowRunSnapshot> list(@Valid @ParameterObject PageQuery page) {
        return runs.list(page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getShadowRun", summary = "See how a shadow run came out")
    ShadowRunSnapshot get(@PathVariable UUID id) {
        return runs.get(id);
    }

    @GetMapping("/{id}/differences")
    @Operation(
            operationId = "listShadowDifferences",
            summary = "List what differs, and why",
            description =
                    "Each difference by itself; of one invoice, causes such as a price are found before what follows from them.")
    Page<ShadowDifferenceSnapshot> differences(
            @PathVariable UUID id,
            @Nullable @RequestParam(required = false) DifferenceKind kind,
            @Valid @ParameterObject PageQuery page) {
        return runs.differences(id, kind, page);
    }
}
