package dev.perennial.payment;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.payment.domain.DisputeStatus;
import dev.perennial.payment.domain.PaymentStatus;

/** An attempt to collect as the API and events show it. Amounts are minor units. */
@Schema(name = "Payment")
public record PaymentSnapshot(
        UUID id,
        UUID invoiceId,
        UUID accountId,
        long amount,
        String currency,
        PaymentStatus status,

        @Schema(example = "simulated", description = "Who collects; offline if somebody noted money received")
        String gateway,

        @Nullable String gatewayPaymentId,
        @Nullable UUID paymentMethodId,
        int attempt,
        @Nullable @Schema(example = "insufficient_funds") String failureCode,
        @Nullable String failureMessage,

        @Nullable @Schema(description = "Where the customer confirms, while REQUIRES_ACTION")
        String actionUrl,

        @Nullable @Schema(description = "How money came that no gateway collected", example = "BANK_TRANSFER")
        String method,

        @Nullable @Schema(description = "What to look for on a statement", example = "TRN-2026-000815")
        String reference,

        @Schema(description = "Given back, or on its way back, by refunds that did not fail")
        long refundedAmount,

        @Schema(description = "Held by the bank because of disputes that are open or lost")
        long disputedAmount,

        @Nullable @Schema(description = "Where the latest dispute stands")
        DisputeStatus disputeStatus,

        Instant createdAt,
        Instant updatedAt) {}
