package dev.perennial.billing.settings;

import org.springframework.stereotype.Component;

import dev.perennial.tax.SellerTaxSettings;
import dev.perennial.tax.domain.SellerTax;
import dev.perennial.tenant.TaxProviderChoice;
import dev.perennial.tenant.TenantService;

/** {@link SellerTaxSettings} as the settings of the tenant have them. */
@Component
class TenantTaxSettings implements SellerTaxSettings {
    private final TenantService tenants;

    TenantTaxSettings(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public SellerTax sellerTax() {
        var tax = tenants.settings().taxOrNone();
        return new SellerTax(tax.sellerCountry(), !Boolean.FALSE.equals(tax.oneStopShop()));
    }

    @Override
    public boolean asksProvider() {
        return tenants.settings().taxOrNone().provider() == TaxProviderChoice.STRIPE_TAX;
    }
}
