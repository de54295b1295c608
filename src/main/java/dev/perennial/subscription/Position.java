package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDateTime;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;

/**
 * Where a subscription goes on after a change.
 *
 * @param period the period it is in; null for none
 * @param nextPeriodIndex the period to bill next, counted from the grid anchor
 * @param nextBillAt when; null for never
 */
public record Position(
        LocalDateTime gridAnchor,
        Instant serviceStart,
        @Nullable Period period,
        long nextPeriodIndex,
        @Nullable Instant nextBillAt,
        BillingState.Arrears arrears) {

    /** The same place with another remainder to bill in arrears. */
    public static Position of(BillingState state, BillingState.Arrears arrears) {
        var start = state.subscription().currentPeriodStart();
        var end = state.subscription().currentPeriodEnd();
        return new Position(
                state.gridAnchor(),
                state.serviceStart(),
                start == null || end == null ? null : new Period(start, end),
                state.nextPeriodIndex(),
                state.nextBillAt(),
                arrears);
    }
}
