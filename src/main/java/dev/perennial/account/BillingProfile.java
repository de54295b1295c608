package dev.perennial.account;

import java.time.ZoneId;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** What billing and collecting need to know of an account. */
public record BillingProfile(
        UUID accountId,
        String name,
        String email,
        String currency,
        String timezone,
        int netTermsDays,
        @Nullable UUID defaultPaymentMethodId,
        @Nullable String gatewayCustomerId) {

    public ZoneId zone() {
        return ZoneId.of(timezone);
    }
}
