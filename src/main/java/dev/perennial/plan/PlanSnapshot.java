package dev.perennial.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.shared.time.IntervalUnit;

/** A plan at one of its versions, as the API and events show it. */
@Schema(name = "Plan")
public record PlanSnapshot(
        UUID id,
        String code,
        String name,
        @Nullable String description,
        int version,
        boolean active,
        IntervalUnit interval,
        int intervalCount,
        int trialDays,

        @Schema(description = "Hours for which a renewal stays a draft and late usage is added to it")
        int usageGraceHours,

        List<Charge> charges,

        @Schema(description = "The least that a whole period comes to, by currency")
        List<Commitment> minimumCommitments,

        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt) {}
