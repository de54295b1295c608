package dev.perennial.migration.legacy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.row.LegacyInvoiceStatus;

/** An invoice that another billing system made: a document to look at. Amounts are minor units. */
@Schema(name = "LegacyInvoice")
public record LegacyInvoiceSnapshot(
        UUID id,
        UUID accountId,
        @Nullable UUID subscriptionId,
        SourceSystem source,
        String externalId,

        @Schema(description = "The number that the other system gave it", example = "A7F3-0042")
        String number,

        @Schema(description = "How it stood there when it was imported")
        LegacyInvoiceStatus status,

        String currency,
        long subtotal,
        long discountTotal,
        long taxTotal,
        long total,
        long amountPaid,
        long amountDue,
        List<InvoiceRow.Line> lines,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        Instant issuedAt,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt,
        UUID importId,
        Instant createdAt) {}
