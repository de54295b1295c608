package dev.perennial.prepaid;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.prepaid.domain.PurchaseStatus;

/** A purchase of credit as the API and the audit trail show it. Amounts are minor units of {@code currency}. */
@Schema(name = "CreditPurchase")
public record CreditPurchaseSnapshot(
        UUID id,
        UUID accountId,

        @Schema(description = "The invoice that asks for the price")
        UUID invoiceId,

        @Nullable @Schema(description = "The credit, once it is granted")
        UUID creditId,

        String description,
        @Schema(example = "10000") long price,
        @Schema(example = "12000") long credit,
        @Schema(example = "USD") String currency,

        @Nullable @Schema(description = "Days after the payment for which the credit can be spent")
        Integer validDays,

        PurchaseStatus status,
        Map<String, String> metadata,
        Instant createdAt,
        Instant updatedAt) {}
