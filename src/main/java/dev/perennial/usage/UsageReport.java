package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * One use as its reporter tells it, before anything is checked: whatever the annotations say, {@link UsageRules}
 * decides, since one event of a batch must not spoil the others.
 *
 * @param quantity negative to correct an earlier report
 * @param timestamp when it was used; now if absent
 * @param idempotencyKey counts once, for good
 * @param replaces the idempotency key of an earlier event that counts no more
 */
@Schema(name = "UsageReport")
public record UsageReport(
        @NotNull UUID subscriptionId,
        @NotNull @Schema(example = "api_calls") String metric,

        @NotNull @DecimalString
        @Schema(
                type = "string",
                pattern = "^-?[0-9]+(\\.[0-9]+)?$",
                example = "17",
                description = "Up to 12 decimals; negative to correct an earlier report. A JSON number is taken too")
        BigDecimal quantity,

        @Nullable @Schema(description = "When it was used; now if absent, at most 35 days ago")
        Instant timestamp,

        @NotNull @Size(min = 1, max = 255) @Schema(description = "Counts once, however often it is sent")
        String idempotencyKey,

        @Nullable @Schema(description = "Up to 50 pairs; UNIQUE counts the different values of \"value\"")
        Map<String, String> properties,

        @Nullable @Size(min = 1, max = 255) @Schema(
                description =
                        "The idempotency_key of an earlier event of the same subscription and metric that this one takes the place of."
                                + " Without timestamp it takes its time, too; a quantity of 0 takes it back")
        String replaces) {

    /** The same at another time. */
    UsageReport at(Instant other) {
        return new UsageReport(subscriptionId, metric, quantity, other, idempotencyKey, properties, replaces);
    }
}
