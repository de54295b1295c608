package dev.perennial.analytics;

import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

/** What was billed and what came in. Amounts are minor units. */
@Schema(name = "RevenueReport")
public record RevenueReport(
        String currency,
        LocalDate from,
        LocalDate to,
        List<Piece> data,

        @Schema(description = "Tax that was billed, by place")
        List<Tax> taxes) {

    /** A piece of the range. */
    @Schema(name = "RevenuePiece")
    public record Piece(
            LocalDate start,
            LocalDate end,
            long invoices,

            @Schema(description = "Lines of final invoices, before discounts and tax")
            long grossRevenue,

            long discounts,
            long creditNotes,

            @Schema(description = "Less discounts and credit notes")
            long netRevenue,

            long taxTotal,
            long cashCollected,
            long refunds,
            long writtenOff) {}

    /** Tax of one place. */
    @Schema(name = "TaxByJurisdiction")
    public record Tax(@Schema(example = "US-CA") String jurisdiction, long amount) {}
}
