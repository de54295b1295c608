package dev.perennial.invoice.creditnote;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LocalAmounts;

/**
 * A credit note as the API and events show it. Only where what was paid goes may change, when a refund fails. Amounts
 * are minor units of {@code currency}.
 */
@Schema(name = "CreditNote")
public record CreditNoteSnapshot(
        UUID id,
        @Schema(example = "CN-000042") String number,
        UUID invoiceId,
        UUID accountId,
        @Schema(example = "USD") String currency,
        String reason,
        CreditNoteRefund refund,
        List<Line> lines,
        long subtotal,
        long taxTotal,
        List<LineTax> taxes,
        long total,

        @Nullable @Schema(description = "In the seller's own currency, by the rate of the invoice")
        LocalAmounts localAmounts,

        @Schema(description = "What it took off the amount due of its invoice")
        long dueReduced,

        @Schema(description = "What the account got as credit")
        long amountCredited,

        @Schema(description = "What goes back to where it was paid from; what could not becomes credit")
        long amountRefunded,

        List<UUID> refundIds,
        Instant issuedAt,
        Instant createdAt,
        Instant updatedAt) {

    /** What is given back of one line. */
    @Schema(name = "CreditNoteLine")
    public record Line(
            UUID id, UUID invoiceLineId, String description, long amount, long taxAmount, List<LineTax> taxes) {}
}
