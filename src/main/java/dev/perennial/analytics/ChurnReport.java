package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** What was lost. Rates are decimals, 0.05 for 5 %; null where there was nothing to lose. */
@Schema(name = "ChurnReport")
public record ChurnReport(String currency, LocalDate from, LocalDate to, List<Piece> data) {

    /** A piece of the range. */
    @Schema(name = "ChurnPiece")
    public record Piece(
            LocalDate start,
            LocalDate end,
            long openingMrr,
            long lostMrr,

            @Nullable @DecimalString @Schema(example = "0.0312", description = "lost_mrr by opening_mrr")
            BigDecimal grossRevenueChurnRate,

            @Nullable @DecimalString @Schema(description = "As gross, less what customers pay more than before")
            BigDecimal netRevenueChurnRate,

            long openingCustomers,
            long churnedCustomers,
            @Nullable @DecimalString BigDecimal customerChurnRate,

            @Nullable @DecimalString @Schema(description = "MRR won by MRR lost")
            BigDecimal quickRatio) {}
}
