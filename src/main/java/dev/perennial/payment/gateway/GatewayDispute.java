package dev.perennial.payment.gateway;

import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.DisputeStatus;

/**
 * A dispute as it stands at the gateway.
 *
 * @param amount minor units; may be less than the payment
 */
public record GatewayDispute(
        String gatewayDisputeId,
        long amount,
        DisputeStatus status,
        @Nullable String reason) {}
