package dev.perennial.analytics.domain;

import java.time.LocalDate;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What an account brings in a month, in one currency.
 *
 * @param mrr minor units, never negative
 * @param firstPaidOn null if it never had any
 */
public record AccountMrr(Key key, long mrr, @Nullable LocalDate firstPaidOn) {

    /** An account in one currency. */
    public record Key(UUID accountId, String currency) {}

    AccountMrr moved(long amount, LocalDate on) {
        return new AccountMrr(key, Math.addExact(mrr, amount), firstPaidOn == null ? on : firstPaidOn);
    }
}
