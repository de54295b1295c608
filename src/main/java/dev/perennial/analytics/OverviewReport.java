package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** The figures of the morning. Amounts are minor units, rates decimals; null where there is nothing to divide by. */
@Schema(name = "OverviewReport")
public record OverviewReport(
        String currency,
        LocalDate from,
        LocalDate to,
        @Schema(description = "At the end of the range") long mrr,
        long arr,
        long customers,
        @Nullable Long arpa,
        @Nullable Long ltv,

        @Schema(description = "Since the beginning of the range")
        long mrrGrowth,

        @Nullable @DecimalString BigDecimal grossRevenueChurnRate,
        @Nullable @DecimalString BigDecimal netRevenueChurnRate,
        @Nullable @DecimalString BigDecimal customerChurnRate,
        @Nullable @DecimalString BigDecimal quickRatio,
        long grossRevenue,
        long netRevenue,
        long cashCollected,
        long refunds,
        long taxTotal,
        @Schema(description = "As of today") long receivables,
        long overdue,
        long trialsStarted,
        long trialsConverted,

        @Nullable @DecimalString @Schema(description = "Of the trials that ended")
        BigDecimal trialConversionRate,

        @Nullable @DecimalString @Schema(description = "Debts paid after a failed payment, by debts that came up")
        BigDecimal dunningRecoveryRate) {}
