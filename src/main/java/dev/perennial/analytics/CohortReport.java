package dev.perennial.analytics;

import java.math.BigDecimal;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** What is left of the customers of each month. Amounts are minor units. */
@Schema(name = "CohortReport")
public record CohortReport(String currency, List<Cohort> data) {

    /** Those who first paid in one month. */
    @Schema(name = "Cohort")
    public record Cohort(@Schema(example = "2026-01") String month, long customers, long mrr, List<Age> months) {}

    /**
     * A cohort at the end of a month.
     *
     * @param age whole months since the first
     */
    @Schema(name = "CohortAge")
    public record Age(
            int age,
            long customers,
            long mrr,
            @Nullable @DecimalString BigDecimal customerRetention,
            @Nullable @DecimalString BigDecimal revenueRetention) {}
}
