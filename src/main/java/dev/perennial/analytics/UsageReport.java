package dev.perennial.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

/** What usage was billed. Amounts are minor units, after discounts and before tax. */
@Schema(name = "UsageFigures")
public record UsageReport(String currency, LocalDate from, LocalDate to, List<Charge> data) {

    /** What was billed for one charge. */
    @Schema(name = "UsageByCharge")
    public record Charge(String chargeCode, BigDecimal quantity, long amount) {}
}
