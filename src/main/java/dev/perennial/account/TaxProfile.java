package dev.perennial.account;

import java.time.ZoneId;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What taxing an account needs to know of it.
 *
 * @param country ISO 3166 alpha-2
 * @param taxId as it was given, of whatever kind
 * @param exempt whether it need not pay tax
 */
public record TaxProfile(
        UUID accountId,
        @Nullable String country,
        @Nullable String state,
        @Nullable String city,
        @Nullable String taxId,
        boolean exempt,
        ZoneId zone) {}
