package dev.perennial.tax;

import dev.perennial.tax.domain.SellerTax;

/** Port: where the current tenant is at home for tax. */
public interface SellerTaxSettings {

    SellerTax sellerTax();

    /** Whether tax comes from a {@link TaxProvider} rather than from the table of rates. */
    boolean asksProvider();
}
