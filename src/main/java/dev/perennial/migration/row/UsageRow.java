package dev.perennial.migration.row;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/**
 * One use within the current period of a subscription, which is billed here when the period ends. Its external id is
 * its idempotency key.
 */
public record UsageRow(
        @NotBlank @Size(max = 255) String externalId,
        @NotBlank @Size(max = 255) String subscriptionExternalId,
        @NotBlank @Size(max = 64) String metric,
        @NotNull @DecimalString BigDecimal quantity,
        @NotNull Instant timestamp,
        @Nullable Map<String, String> properties)
        implements ImportedRow {}
