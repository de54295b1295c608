package dev.perennial.account;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A method that a gateway has saved for an account, with the gateway's own reference to it. */
public record AttachedPaymentMethod(
        UUID id,
        UUID accountId,
        String gateway,
        String gatewayPaymentMethodId,
        String type,
        @Nullable String brand,
        @Nullable String last4,
        @Nullable Integer expMonth,
        @Nullable Integer expYear) {}
