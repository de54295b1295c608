package dev.perennial.invoice.domain;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;

/**
 * What was billed, or given back, for some time of a subscription.
 *
 * @param id null for a line that is on no invoice yet
 * @param amount minor units before discounts, as priced
 * @param creditedLineId the line whose time it gives back
 */
public record ServedLine(
        @Nullable UUID id,
        UUID subscriptionId,
        LineType type,
        @Nullable String chargeCode,
        Period period,
        long amount,
        @Nullable UUID creditedLineId) {

    /** The line as one; empty if it is for no time. */
    public static Optional<ServedLine> of(UUID subscriptionId, DraftLine line) {
        return Optional.ofNullable(line.period())
                .map(period -> new ServedLine(
                        line.id(),
                        subscriptionId,
                        line.type(),
                        line.chargeCode(),
                        period,
                        line.priced(),
                        line.creditedLineId()));
    }
}
