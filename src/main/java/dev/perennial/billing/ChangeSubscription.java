package dev.perennial.billing;

import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.billing.domain.Proration;

/**
 * Another plan, another quantity, or both. What is absent stays; a plan that is named is taken at its latest version.
 *
 * @param effective now if absent
 * @param proration for a change that is effective now; an invoice at once if absent
 */
@Schema(name = "ChangeSubscriptionRequest")
public record ChangeSubscription(
        @Nullable @Schema(description = "Either this or plan_code, or neither")
        UUID planId,

        @Nullable @Schema(example = "business-monthly") String planCode,
        @Nullable @Min(0) @Max(1_000_000_000) Long quantity,
        @Nullable Effective effective,
        @Nullable Proration proration) {

    /** When the new terms begin. */
    public enum Effective {
        NOW,
        PERIOD_END
    }

    boolean takesEffectLater() {
        return effective == Effective.PERIOD_END;
    }

    Proration prorationOrNow() {
        return proration == null ? Proration.INVOICE_NOW : proration;
    }

    boolean namesPlan() {
        return planId != null || planCode != null;
    }
}
