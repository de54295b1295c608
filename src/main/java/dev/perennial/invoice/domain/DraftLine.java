package dev.perennial.invoice.domain;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.time.Period;

/**
 * A line before its invoice is written.
 *
 * @param unitAmount minor units per unit
 * @param amount minor units, rounded
 * @param period when the service of the line is given
 * @param explanation how the amount came about, to be stored as JSON
 */
public record DraftLine(
        LineType type,
        @Nullable String chargeCode,
        String description,
        BigDecimal quantity,
        @Nullable BigDecimal unitAmount,
        long amount,
        @Nullable Period period,
        Object explanation) {}
