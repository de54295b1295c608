package dev.perennial.invoice.domain;

import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What one discount takes off a line.
 *
 * @param amount minor units, before tax
 */
@Schema(name = "InvoiceLineDiscount")
public record LineDiscount(
        UUID discountId, @Schema(example = "LAUNCH25") String couponCode, long amount) {

    /** The same discount, taking off another amount. */
    public LineDiscount of(long other) {
        return new LineDiscount(discountId, couponCode, other);
    }
}
