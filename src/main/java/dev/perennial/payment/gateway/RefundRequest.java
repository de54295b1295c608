package dev.perennial.payment.gateway;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.money.Money;

/**
 * One refund. Everything that goes over the wire is here, so that a replay sends the very same bytes.
 *
 * @param refundId our refund; kept in the gateway's metadata so that it can be found again
 * @param idempotencyKey stored before the first call
 * @param gatewayPaymentId the payment that is given back, as the gateway knows it
 * @param gatewayRefundId the gateway's id from an earlier answer, if there was one
 * @param createdAt wall clock of the first use of the key
 * @param reason what the caller gave as reason; a gateway may understand some of them
 */
public record RefundRequest(
        UUID tenantId,
        UUID paymentId,
        UUID refundId,
        String idempotencyKey,
        Money amount,
        String gatewayPaymentId,
        @Nullable String gatewayRefundId,
        Instant createdAt,
        @Nullable String reason) {}
