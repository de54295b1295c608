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

    AccountSnapshot named(BilledIdentities.Identity identity) {
        return new AccountSnapshot(
                id,
                externalId,
                identity.name(),
                email,
                currency,
                timezone,
                identity.locale(),
                identity.address(),
                identity.taxId(),
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
