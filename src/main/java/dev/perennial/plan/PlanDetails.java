package dev.perennial.plan;

import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.IntervalUnit;

/**
 * Everything about a plan that its owner decides; what a create request holds and a patch may change (except the code).
 */
@Schema(name = "PlanDetails")
public record PlanDetails(
        @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9_-]{0,63}", message = "must be 1 to 64 of a-z, 0-9, _ and -") @Schema(example = "team-monthly")
        String code,

        @NotBlank @Size(max = 200) @Schema(example = "Team") String name,
        @Nullable @Size(max = 2000) String description,
        @NotNull IntervalUnit interval,
        @Nullable @Min(1) @Max(366) Integer intervalCount,
        @Nullable @Min(0) @Max(730) Integer trialDays,

        @Nullable @Min(0) @Max(240) @Schema(
                example = "24",
                description =
                        "For plans with USAGE charges: hours for which a renewal stays a draft and late usage is added to it")
        Integer usageGraceHours,

        @NotNull @Size(min = 1, max = 50) List<@Valid @NotNull Charge> charges,

        @Nullable @Size(max = 50) @Schema(description = "The least that all RECURRING and USAGE charges of a whole period come to, by currency")
        List<@Valid @NotNull Commitment> minimumCommitments,

        @Nullable @Metadata Map<String, String> metadata) {

    /** A plan without a least. */
    public PlanDetails(
            String code,
            String name,
            @Nullable String description,
            IntervalUnit interval,
            @Nullable Integer intervalCount,
            @Nullable Integer trialDays,
            @Nullable Integer usageGraceHours,
            List<Charge> charges,
            @Nullable Map<String, String> metadata) {
        this(code, name, description, interval, intervalCount, trialDays, usageGraceHours, charges, null, metadata);
    }

    List<Commitment> minimumCommitmentsOrNone() {
        return minimumCommitments == null ? List.of() : minimumCommitments;
    }

    int intervalCountOrDefault() {
        return intervalCount == null ? 1 : intervalCount;
    }

    int trialDaysOrDefault() {
        return trialDays == null ? 0 : trialDays;
    }

    int usageGraceHoursOrDefault() {
        return usageGraceHours == null ? 0 : usageGraceHours;
    }

    BillingInterval billingInterval() {
        return new BillingInterval(interval, intervalCountOrDefault());
    }
}
