package dev.perennial.tax.domain;

import java.util.List;

/**
 * How somebody, or one line, is taxed.
 *
 * @param rates all of them apply, each to the amount before tax: state and city, say
 */
public record TaxTreatment(List<TaxRate> rates, TaxReason reason) {
    public static final TaxTreatment NO_RATE = new TaxTreatment(List.of(), TaxReason.NO_RATE);
    public static final TaxTreatment OUT_OF_SCOPE = new TaxTreatment(List.of(), TaxReason.OUT_OF_SCOPE);

    public TaxTreatment {
        rates = List.copyOf(rates);
    }
}
