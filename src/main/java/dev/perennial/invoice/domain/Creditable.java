package dev.perennial.invoice.domain;

import java.util.List;
import java.util.UUID;

/**
 * What is left of a line of a finalized invoice to be credited.
 *
 * @param amount minor units after discounts and without tax
 * @param taxes what is left of each rate's tax
 */
public record Creditable(UUID lineId, String description, long amount, List<LineTax> taxes) {

    public Creditable {
        taxes = List.copyOf(taxes);
    }

    /** Minor units with tax. */
    public long total() {
        return amount + taxes.stream().mapToLong(LineTax::amount).sum();
    }

    /** Also where only a cent of tax is left. */
    boolean isLeft() {
        return total() > 0;
    }
}
