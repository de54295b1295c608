package dev.perennial.billing.settings;

import org.springframework.stereotype.Component;

import dev.perennial.invoice.InvoiceNumbering;
import dev.perennial.tenant.TenantService;

/** {@link InvoiceNumbering} as the settings of the tenant have it. */
@Component
class TenantInvoiceNumbering implements InvoiceNumbering {
    private final TenantService tenants;

    TenantInvoiceNumbering(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public String prefix() {
        return tenants.settings().invoicePrefix();
    }
}
