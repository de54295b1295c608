package dev.perennial.migration.legacy;

import java.time.Instant;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.migration.row.LegacyPaymentStatus;

/** A payment that another billing system took, or tried to. Amounts are minor units. */
@Schema(name = "LegacyPayment")
public record LegacyPaymentSnapshot(
        UUID id,
        UUID legacyInvoiceId,
        UUID accountId,
        String externalId,
        LegacyPaymentStatus status,
        long amount,
        long refundedAmount,
        String currency,
        @Nullable String method,
        @Nullable String failureCode,
        Instant occurredAt,
        UUID importId,
        Instant createdAt) {}
