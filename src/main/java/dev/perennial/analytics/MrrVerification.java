package dev.perennial.analytics;

import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;

/** What a recount of all subscriptions found. Amounts are minor units. */
@Schema(name = "MrrVerification")
public record MrrVerification(
        long subscriptions,

        @Schema(description = "The first hundred that differ")
        List<Difference> differences) {

    /** @param noted what movements come to */
    @Schema(name = "MrrDifference")
    public record Difference(UUID subscriptionId, String currency, long noted, long counted) {}
}
