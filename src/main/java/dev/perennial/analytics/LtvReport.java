package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** What a customer is worth. Amounts are minor units; null where nobody pays, or nobody left. */
@Schema(name = "LtvReport")
public record LtvReport(
        String currency,
        LocalDate from,
        LocalDate to,
        @Nullable Long arpa,

        @Nullable @DecimalString
        @Schema(description = "Customers lost by customers at the beginning, over the months of the range")
        BigDecimal monthlyCustomerChurnRate,

        @Nullable @Schema(description = "arpa by monthly_customer_churn_rate")
        Long ltv) {}
