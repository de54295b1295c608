package dev.perennial.migration.row;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/**
 * A payment method that the gateway has saved: its references, never a card number.
 *
 * @param token the gateway's id of the method
 * @param gatewayCustomerId as whom the gateway knows the account
 */
public record PaymentMethodRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String accountExternalId,
        @NotBlank @Size(max = 255) String token,
        @NotBlank @Size(max = 255) String gatewayCustomerId,
        @NotBlank @Size(max = 50) String type,
        @Nullable @Size(max = 50) String brand,

        @Nullable @Pattern(regexp = "[0-9]{4}", message = "must be the last four digits") String last4,

        @Nullable @Min(1) @Max(12) Integer expMonth,
        @Nullable @Min(1970) @Max(9999) Integer expYear,
        @Nullable Boolean isDefault)
        implements ImportedRow {}
