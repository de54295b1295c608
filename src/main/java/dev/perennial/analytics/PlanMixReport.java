package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;

/** What plans bring at the end of a day. Amounts are minor units. */
@Schema(name = "PlanMixReport")
public record PlanMixReport(String currency, LocalDate on, List<Plan> data) {

    /** A plan that somebody pays for. */
    @Schema(name = "PlanShare")
    public record Plan(
            UUID planId,
            String planCode,
            long subscriptions,
            long mrr,

            @Nullable @DecimalString @Schema(description = "Of all MRR")
            BigDecimal share) {}
}
