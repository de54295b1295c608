package dev.perennial.tenant;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Granularity;

/** A tenant as the API shows it. */
@Schema(name = "Tenant")
public record TenantSnapshot(
        UUID id,
        String name,
        TenantMode mode,
        String invoicePrefix,
        String defaultCurrency,
        Granularity granularity,
        @Nullable String invoiceFooter,
        @Nullable Branding branding,
        DunningPolicy dunningPolicy,

        @Schema(description = "What is written to customers by e-mail", example = "[\"RECEIPT\", \"PAYMENT_FAILED\"]")
        Set<EmailKind> emails,

        @Schema(description = "Days from issue to due, for new accounts that say nothing else")
        int netTermsDays,

        @Nullable @Schema(description = "What it costs to pay late; null for nothing")
        LateFeePolicy lateFee,

        @Nullable @Schema(description = "What customers may do by themselves in the portal; null for nothing but look and pay")
        PortalPolicy portal,

        Instant createdAt,
        Instant updatedAt) {}
