package dev.perennial.invoice;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.web.DecimalString;

/** One line of an invoice. Amounts are minor units; the unit price is a decimal string in minor units. */
@Schema(name = "InvoiceLine")
public record InvoiceLineSnapshot(
        UUID id,
        LineType type,
        @Nullable String chargeCode,
        String description,
        @Schema(example = "3") BigDecimal quantity,
        @Nullable @DecimalString BigDecimal unitAmount,
        long amount,
        long discountAmount,
        long taxAmount,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,

        @Schema(description = "How the amount came about", types = "object")
        Object explanation,

        @JsonIgnore @Schema(hidden = true) @Nullable WholePrice whole,
        @JsonIgnore @Schema(hidden = true) @Nullable UUID creditedLineId) {}
