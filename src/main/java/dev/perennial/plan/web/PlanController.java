package dev.perennial.plan.web;

import java.util.UUID;

import jakarta.validation.Valid;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.MergePatch;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;

/** Plans over HTTP. */
@RestController
@RequestMapping("/v1/plans")
@Tag(name = "Plans")
class PlanController {
    private final PlanService plans;
    private final MergePatch mergePatch;

    PlanController(PlanService plans, MergePatch mergePatch) {
        this.plans = plans;
        this.mergePatch = mergePatch;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createPlan", summary = "Put a plan on sale")
    PlanSnapshot create(@Valid @RequestBody PlanDetails request) {
        return plans.create(NewObjectId.next(), request);
    }

    @GetMapping
    @Operation(operationId = "listPlans", summary = "List plans")
    Page<PlanSnapshot> list(
            @RequestParam(required = false) @Nullable Boolean active, @Valid @ParameterObject PageQuery page) {
        return plans.list(active, page);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getPlan", summary = "Read a plan at its latest version")
    PlanSnapshot get(@PathVariable UUID id) {
        return plans.get(id);
    }

    @PatchMapping("/{id}")
    @Operation(
            operationId = "updatePlan",
            summary = "Change a plan (JSON merge patch)",
            description = "A change of price, interval or trial makes the next version; subscriptions stay on theirs.")
    PlanSnapshot patch(@PathVariable UUID id, @RequestBody ObjectNode patch) {
        return plans.update(id, details -> mergePatch.apply(patch, details, PlanDetails.class));
    }

    @GetMapping("/{id}/versions")
    @Operation(operationId = "listPlanVersions", summary = "List a plan's versions, newest first")
    Page<PlanSnapshot> versions(@PathVariable UUID id, @Valid @ParameterObject PageQuery page) {
        return plans.versions(id, page);
    }

    @PostMapping("/{id}/archive")
    @Operation(operationId = "archivePlan", summary = "Take a plan off sale")
    PlanSnapshot archive(@PathVariable UUID id) {
        return plans.archive(id);
    }
}
