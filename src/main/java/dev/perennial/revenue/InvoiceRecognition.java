package dev.perennial.revenue;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;

/** How far the lines of an invoice are earned at the end of a day. Amounts are minor units without tax. */
@Schema(name = "InvoiceRecognition")
public record InvoiceRecognition(
        UUID invoiceId, LocalDate asOf, long billed, long recognized, long deferred, List<Line> lines) {

    /** @param billed less what was taken back */
    @Schema(name = "LineRecognition")
    public record Line(UUID lineId, long billed, long recognized, long deferred, List<Part> months) {}

    /** What of a line is earned in a month. */
    @Schema(name = "LineRecognitionMonth")
    public record Part(@Schema(example = "2026-01") String month, long amount) {}
}
