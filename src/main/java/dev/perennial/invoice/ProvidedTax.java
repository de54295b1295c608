package dev.perennial.invoice;

import java.util.List;

import dev.perennial.invoice.domain.LineTax;
import dev.perennial.tax.domain.TaxReason;

/** How a provider taxes a line. */
public record ProvidedTax(List<LineTax> taxes, TaxReason reason) {
    public ProvidedTax {
        taxes = List.copyOf(taxes);
    }
}
