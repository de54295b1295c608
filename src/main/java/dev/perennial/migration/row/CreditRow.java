package dev.perennial.migration.row;

import java.time.Instant;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/** What an account has left of a credit. */
public record CreditRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String accountExternalId,
        @NotNull @Positive Long amount,

        @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as USD") String currency,

        @Nullable @Size(min = 1, max = 500) String reason,
        @Nullable Instant expiresAt)
        implements ImportedRow {}
