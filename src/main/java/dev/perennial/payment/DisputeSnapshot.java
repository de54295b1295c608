package dev.perennial.payment;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.DisputeStatus;

/** A customer's complaint at the bank about a payment. Amounts are minor units. */
@Schema(name = "Dispute")
public record DisputeSnapshot(
        UUID id,
        UUID paymentId,
        UUID accountId,
        @Schema(example = "2900") long amount,
        @Schema(example = "USD") String currency,
        DisputeStatus status,
        @Nullable @Schema(example = "product_not_received") String reason,
        String gatewayDisputeId,
        Instant createdAt,
        Instant updatedAt) {}
