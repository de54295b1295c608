package dev.perennial.usage;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How much usage of a subscription may cost in a period.
 *
 * @param amount minor units, before discounts and tax
 * @param spentFrom from when usage is counted that costs as much as it may; null while there is room
 * @param spentUntil the end of that time
 * @param lastReached null as long as it was not
 */
@Schema(name = "SpendLimit")
public record SpendLimitSnapshot(
        UUID id,
        UUID accountId,
        UUID subscriptionId,
        @Schema(example = "50000") long amount,
        @Schema(example = "USD") String currency,
        SpendLimitAction action,

        @Nullable @Schema(
                description =
                        "Usage between spent_from and spent_until costs as much as it may; absent while there is room")
        Instant spentFrom,

        @Nullable Instant spentUntil,
        @Nullable Reached lastReached,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * When it was reached.
     *
     * @param periodStart of the subscription's period, in each of which it is told of at most once
     * @param amount minor units that usage came to by then
     */
    @Schema(name = "SpendLimitReached")
    public record Reached(Instant periodStart, Instant at, long amount) {}
}
