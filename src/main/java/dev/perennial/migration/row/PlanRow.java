package dev.perennial.migration.row;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import dev.perennial.plan.PlanDetails;

/** A plan with what it costs: the fields of a plan, and the id that subscriptions name. */
public record PlanRow(
        @NotBlank @Size(max = 255) String externalId,
        @Valid @NotNull PlanDetails plan) implements ImportedRow {}
