package dev.perennial.tax.domain;

import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A rate of the table, with the days for which it is valid.
 *
 * @param validFrom the first day; null for ever since
 * @param validTo the day after the last; null for ever
 */
public record RateEntry(
        TaxRate rate,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    boolean appliesTo(String country, @Nullable String state, @Nullable String city, LocalDate day) {
        return rate.country().equals(country)
                && matches(rate.state(), state)
                && matches(rate.city(), city)
                && (validFrom == null || !day.isBefore(validFrom))
                && (validTo == null || day.isBefore(validTo));
    }

    /** A rate without a state is for all of a country. People write states and cities as they like, capitals or not. */
    private static boolean matches(@Nullable String wanted, @Nullable String given) {
        return wanted == null || (given != null && wanted.strip().equalsIgnoreCase(given.strip()));
    }
}
