package dev.perennial.invoice.domain;

import java.util.List;
import java.util.UUID;

/**
 * What a credit note gives back of a line.
 *
 * @param amount minor units without tax
 */
public record CreditedLine(UUID lineId, String description, long amount, List<LineTax> taxes) {

    public CreditedLine {
        taxes = List.copyOf(taxes);
    }

    /** Minor units. */
    public long tax() {
        return taxes.stream().mapToLong(LineTax::amount).sum();
    }
}
