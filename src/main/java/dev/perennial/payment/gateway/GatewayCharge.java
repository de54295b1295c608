package dev.perennial.payment.gateway;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Money;

/**
 * A charge that succeeded, as the gateway's own book has it.
 *
 * @param chargedAt by the gateway's clock
 * @param paymentId of ours that it was made for; null with the two below if the gateway does not say
 */
public record GatewayCharge(
        String gatewayPaymentId,
        Money amount,
        Instant chargedAt,
        @Nullable UUID paymentId,
        @Nullable UUID invoiceId,
        @Nullable UUID accountId) {}
