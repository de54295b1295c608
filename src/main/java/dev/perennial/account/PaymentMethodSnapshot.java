package dev.perennial.account;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be shown of a payment method. */
@Schema(name = "PaymentMethod")
public record PaymentMethodSnapshot(
        UUID id,
        UUID accountId,
        @Schema(example = "card") String type,
        @Nullable @Schema(example = "visa") String brand,
        @Nullable @Schema(example = "4242") String last4,
        @Nullable Integer expMonth,
        @Nullable Integer expYear,
        @JsonProperty("is_default") boolean isDefault,
        Instant createdAt,
        Instant updatedAt) {}
