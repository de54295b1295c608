package dev.perennial.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * A threshold of usage, with exactly one of {@code quantity}, {@code percentOfIncluded} and {@code amount}.
 *
 * @param amount minor units of the subscription's currency
 * @param lastReached null as long as it was not
 */
@Schema(name = "UsageAlert")
public record UsageAlertSnapshot(
        UUID id,
        UUID accountId,
        UUID subscriptionId,
        @Schema(example = "api_calls") String metric,
        @Nullable @DecimalString BigDecimal quantity,
        @Nullable @DecimalString BigDecimal percentOfIncluded,
        @Nullable Long amount,
        @Nullable Reached lastReached,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * When a threshold was reached.
     *
     * @param periodStart of the subscription's period, in each of which it is reached at most once
     * @param quantity used by then
     * @param amount minor units that this came to
     */
    @Schema(name = "UsageAlertReached")
    public record Reached(
            Instant periodStart, Instant at, @DecimalString BigDecimal quantity, long amount) {}
}
