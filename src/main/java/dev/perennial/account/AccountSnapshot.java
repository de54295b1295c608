package dev.perennial.account;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account as the API and events show it. {@code creditBalance} is in minor units of {@code currency}. */
@Schema(name = "Account")
public record AccountSnapshot(
        UUID id,
        @Nullable String externalId,
        String name,
        String email,
        String currency,
        String timezone,
        @Nullable String locale,
        @Nullable Address address,
        @Nullable String taxId,
        boolean taxExempt,
        int netTermsDays,
        DunningStatus dunningStatus,
        long creditBalance,
        @Nullable UUID defaultPaymentMethodId,
        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt) {

    /** The same at an address, unless it has one whose country is known. */
    public AccountSnapshot addressed(@Nullable Address other) {
        boolean isComplete = address != null && address.country() != null;
        return isComplete ? this : with(name, email, timezone, locale, other == null ? address : other, taxId);
    }

    AccountSnapshot named(BilledIdentities.Identity identity) {
        return with(
                identity.name(),
                identity.email() == null ? email : identity.email(),
                identity.timezone() == null ? timezone : identity.timezone(),
                identity.locale(),
                identity.address(),
                identity.taxId());
    }

    private AccountSnapshot with(
            String newName,
            String newEmail,
            String newTimezone,
            @Nullable String newLocale,
            @Nullable Address newAddress,
            @Nullable String newTaxId) {
        return new AccountSnapshot(
                id,
                externalId,
                newName,
                newEmail,
                currency,
                newTimezone,
                newLocale,
                newAddress,
                newTaxId,
                taxExempt,
                netTermsDays,
                dunningStatus,
                creditBalance,
                defaultPaymentMethodId,
                metadata,
                createdAt,
                updatedAt);
    }
}
