package dev.perennial.billing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.subscription.CreateSubscription;

/**
 * A plan for an account, on these terms. What is absent is as the plan or the account has it.
 *
 * @param quantity one if absent
 * @param startAt now if absent; past backdates, future schedules
 * @param collection automatic if absent
 */
@Schema(name = "CreateSubscriptionRequest")
public record Sale(
        @NotNull UUID accountId,

        @Nullable @Schema(description = "Either this or plan_code")
        UUID planId,

        @Nullable @Schema(example = "team-monthly") String planCode,
        @Nullable @Min(0) @Max(1_000_000_000) Long quantity,

        @Nullable @Schema(description = "Now if absent; past backdates, future schedules")
        Instant startAt,

        @Nullable @Min(0) @Max(730) Integer trialDays,

        @Nullable @Schema(description = "A date on the wanted period grid", example = "2026-01-01")
        LocalDate billingAnchor,

        @Nullable CollectionMethod collection,

        @Nullable @Min(0) @Max(365) @Schema(description = "Days from issue to due; those of the account if absent")
        Integer netTermsDays,

        @Nullable @Size(min = 1, max = 64) @Schema(description = "Takes something off from the first invoice on", example = "LAUNCH25")
        String couponCode,

        @Nullable @Metadata Map<String, String> metadata) {

    CreateSubscription toCommand(UUID id) {
        if ((planId == null) == (planCode == null)) {
            throw DomainException.invalid("plan_id", "required", "must be given, or plan_code instead; not both");
        }
        return new CreateSubscription(
                id,
                accountId,
                planId,
                planCode,
                quantity == null ? 1 : quantity,
                startAt,
                trialDays,
                billingAnchor,
                collection == null ? CollectionMethod.AUTOMATIC : collection,
                netTermsDays,
                metadata == null ? Map.of() : metadata);
    }
}
