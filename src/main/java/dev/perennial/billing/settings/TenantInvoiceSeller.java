package dev.perennial.billing.settings;

import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;

/** {@link InvoiceSeller} as the settings of the tenant have it, or had it in an earlier version. */
@Component
class TenantInvoiceSeller implements InvoiceSeller {
    private final TenantService tenants;

    TenantInvoiceSeller(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public Seller seller() {
        return of(tenants.settings());
    }

    @Override
    public Seller seller(int version) {
        return of(tenants.settings(version));
    }

    private static Seller of(TenantSettings settings) {
        var branding = settings.brandingOrNone();
        return new Seller(
                settings.name(),
                branding.logoText(),
                branding.brandColor(),
                branding.addressLines(),
                branding.companyTaxId(),
                branding.supportEmail(),
                settings.invoiceFooter(),
                settings.taxOrNone().sellerCountry());
    }
}
