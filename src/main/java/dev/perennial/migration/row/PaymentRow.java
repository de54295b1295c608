package dev.perennial.migration.row;

import java.time.Instant;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/** A payment of an invoice that the other system took, or tried to. Amounts are minor units. */
public record PaymentRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String invoiceExternalId,
        @NotNull LegacyPaymentStatus status,
        @NotNull @Positive Long amount,
        @Nullable @PositiveOrZero Long refundedAmount,

        @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") String currency,

        @Nullable @Size(max = 255) String method,
        @Nullable @Size(max = 255) String failureCode,
        @NotNull Instant occurredAt)
        implements ImportedRow {

    public long refunded() {
        return refundedAmount == null ? 0 : refundedAmount;
    }
}
