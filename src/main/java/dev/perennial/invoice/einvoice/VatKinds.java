package dev.perennial.invoice.einvoice;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.LineTax;
import dev.perennial.invoice.einvoice.EuropeanInvoice.VatKind;
import dev.perennial.tax.domain.TaxReason;

/** Sorts what is taxed by the categories of the standard. Pure. */
final class VatKinds {
    private static final VatKind OUT_OF_SCOPE = new VatKind(VatCategory.OUT_OF_SCOPE, BigDecimal.ZERO);
    private static final VatKind EXEMPT = new VatKind(VatCategory.EXEMPT, BigDecimal.ZERO);

    private VatKinds() {}

    /**
     * The standard has one rate on a line. Where a state and a city tax it both, they are one rate of theirs together.
     *
     * @param reason null for lines of before tax was kept
     */
    static VatKind of(@Nullable TaxReason reason, List<LineTax> taxes) {
        var percent = taxes.stream().map(tax -> tax.rate().ratePercent()).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (percent.signum() > 0) {
            return new VatKind(VatCategory.STANDARD, percent);
        }
        return reason == null
                ? OUT_OF_SCOPE
                : switch (reason) {
                    case CUSTOMER_LOCATION, SELLER_LOCATION -> new VatKind(VatCategory.ZERO, BigDecimal.ZERO);
                    case EXEMPT -> EXEMPT;
                    case REVERSE_CHARGE -> new VatKind(VatCategory.REVERSE_CHARGE, BigDecimal.ZERO);
                    case NO_RATE, OUT_OF_SCOPE -> OUT_OF_SCOPE;
                };
    }

    /**
     * Nothing else may stand beside what is out of scope, which happens where time is given back with the tax of
     * another day: there, what has no rate is exempt.
     */
    static List<VatKind> together(List<VatKind> kinds) {
        boolean mixed = kinds.stream().distinct().count() > 1;
        return kinds.stream()
                .map(kind -> mixed && kind.equals(OUT_OF_SCOPE) ? EXEMPT : kind)
                .toList();
    }
}
