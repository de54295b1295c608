package dev.perennial.revenue;

import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How deferred revenue rolls forward, month by month, and when the rest will be earned. Amounts are minor units without
 * tax.
 */
@Schema(name = "RecognitionReport")
public record RecognitionReport(
        String currency,
        List<Month> data,

        @Schema(description = "What of all that is billed will be earned in the months after the range")
        List<Expected> schedule) {

    /** A month: opening deferred + billed - taken back - recognized = closing deferred. */
    @Schema(name = "RecognitionMonth")
    public record Month(
            @Schema(example = "2026-01") String month,
            long openingDeferred,
            long billed,

            @Schema(description = "By credit notes, refunds and voided invoices")
            long takenBack,

            @Schema(description = "Earned in the month; negative if more was taken back than was earned")
            long recognized,

            long closingDeferred) {}

    /** What a later month is going to bring if nothing changes. */
    @Schema(name = "ExpectedRevenue")
    public record Expected(@Schema(example = "2026-02") String month, long amount) {}
}
