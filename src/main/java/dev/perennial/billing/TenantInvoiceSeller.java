package dev.perennial.billing;

import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.tenant.TenantService;

@Component
class TenantInvoiceSeller implements InvoiceSeller {
    private final TenantService tenants;

    TenantInvoiceSeller(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public Seller seller() {
        var settings = tenants.settings();
        var branding = settings.brandingOrNone();
        return new Seller(
                settings.name(),
                branding.logoText(),
                branding.brandColor(),
                branding.addressLines(),
                branding.companyTaxId(),
                branding.supportEmail(),
                settings.invoiceFooter());
    }
}
