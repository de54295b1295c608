package dev.perennial.migration.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** An invoice as far as it is compared. Amounts are minor units. */
public record Bill(
        String currency,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        List<Line> lines,
        long subtotal,
        long discount,
        long tax,
        long total) {

    /** @param amount before discount and tax */
    public record Line(
            @Nullable String chargeCode, @Nullable BigDecimal quantity, long amount) {}

    boolean namesCharges() {
        return lines.stream().allMatch(line -> line.chargeCode() != null);
    }
}
