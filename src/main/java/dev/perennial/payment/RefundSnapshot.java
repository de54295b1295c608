package dev.perennial.payment;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.RefundStatus;

/** Money given back, as the API and events show it. Amounts are minor units. */
@Schema(name = "Refund")
public record RefundSnapshot(
        UUID id,
        UUID paymentId,
        UUID accountId,
        @Schema(example = "2900") long amount,
        @Schema(example = "USD") String currency,
        RefundStatus status,
        @Nullable @Schema(example = "requested_by_customer") String reason,
        @Nullable String gatewayRefundId,

        @Nullable @Schema(example = "expired_or_canceled_card")
        String failureCode,

        Instant createdAt,
        Instant updatedAt) {}
