package dev.perennial.tax;

import java.util.List;

import dev.perennial.tax.domain.TaxRate;
import dev.perennial.tax.domain.TaxReason;

/** What a {@link TaxProvider} says. */
public sealed interface TaxAnswer {

    /** @param calculationId by which the provider is told that the invoice was made */
    record Calculated(String calculationId, List<Item> items) implements TaxAnswer {
        public Calculated {
            items = List.copyOf(items);
        }
    }

    /** The tax of one item. */
    record Item(String reference, List<Tax> taxes, TaxReason reason) {
        public Item {
            taxes = List.copyOf(taxes);
        }
    }

    /** Amounts are minor units. */
    record Tax(TaxRate rate, long taxable, long amount) {}

    /**
     * It cannot say until something is put right.
     *
     * @param detail what is wrong, and what to do about it
     */
    record Refused(String code, String detail) implements TaxAnswer {}

    /** It did not answer. Asking again later may help. */
    record Unavailable(String reason) implements TaxAnswer {}
}
