package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

import dev.perennial.platform.web.DecimalString;

/**
 * MRR of all currencies in one of them. Amounts are minor units of {@code currency}; opening and movements add up to
 * closing.
 */
@Schema(name = "ConvertedMrrReport")
public record ConvertedMrrReport(
        @Schema(example = "EUR") String currency,
        LocalDate from,
        LocalDate to,

        @Schema(description = "The day whose rates the whole report is converted by")
        LocalDate ratesOn,

        @Schema(description = "One for each currency that something was earned in")
        List<Rate> rates,

        long openingMrr,
        long mrr,
        long arr,
        List<MrrReport.Piece> data) {

    /** What one unit of a currency was worth. */
    @Schema(name = "MrrExchangeRate")
    public record Rate(
            @Schema(example = "USD") String from,
            @DecimalString @Schema(example = "0.8") BigDecimal rate,
            LocalDate publishedOn) {}
}
