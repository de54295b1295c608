package dev.perennial.migration.shadow;

import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.DifferenceKind;

/** One thing in which an invoice here would differ from that of the other system. Amounts are minor units. */
@Schema(name = "ShadowDifference")
public record ShadowDifferenceSnapshot(
        UUID id,
        @Nullable UUID subscriptionId,
        @Nullable String subscriptionExternalId,

        @Nullable @Schema(description = "The invoice of the other system, if there is one")
        String invoiceExternalId,

        DifferenceKind kind,
        @Nullable String chargeCode,
        @Nullable String currency,
        @Nullable Long legacyAmount,
        @Nullable Long ourAmount,
        String explanation) {}
