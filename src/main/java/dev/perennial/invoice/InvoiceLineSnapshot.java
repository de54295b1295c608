package dev.perennial.invoice;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.InclusivePrice;
import dev.perennial.invoice.domain.LineDiscount;
import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.shared.money.Allocation;
import dev.perennial.tax.domain.TaxReason;
import dev.perennial.tax.domain.TaxTreatment;

/**
 * One line of an invoice. Amounts are minor units; the unit price is a decimal string in minor units.
 *
 * @param waited whether its discounts were settled before its invoice was written
 */
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

        @Schema(description = "What each coupon takes off, before tax")
        List<LineDiscount> discounts,

        @Schema(description = "What each tax rate adds") List<LineTax> taxes,

        @Nullable @Schema(description = "Why it is taxed so")
        TaxReason taxReason,

        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,

        @Schema(description = "How the amount came about", types = "object")
        Object explanation,

        @JsonIgnore @Schema(hidden = true) @Nullable WholePrice whole,
        @JsonIgnore @Schema(hidden = true) @Nullable UUID creditedLineId,
        @JsonIgnore @Schema(hidden = true) @Nullable InclusivePrice price,
        @JsonIgnore @Schema(hidden = true) boolean waited) {

    /** How it is taxed; null for lines of before tax was kept. */
    public @Nullable TaxTreatment taxTreatment() {
        return taxReason == null
                ? null
                : new TaxTreatment(taxes.stream().map(LineTax::rate).toList(), taxReason);
    }

    /** What was agreed, in minor units: with the tax, where the price holds it. */
    public long pricedAmount() {
        return price == null ? amount : price.amount();
    }

    /** What coupons take off what was agreed, in minor units: with the tax, where the price holds it. */
    List<LineDiscount> pricedDiscounts() {
        if (price == null || discounts.isEmpty()) {
            return discounts;
        }
        var parts = Allocation.largestRemainder(
                price.discount(),
                discounts.stream().mapToLong(LineDiscount::amount).toArray());
        return IntStream.range(0, parts.length)
                .mapToObj(i -> discounts.get(i).of(parts[i]))
                .toList();
    }

    /** What it comes to, in minor units: less discounts, with tax. */
    public long total() {
        return amount - discountAmount + taxAmount;
    }
}
