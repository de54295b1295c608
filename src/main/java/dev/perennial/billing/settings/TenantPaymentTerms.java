package dev.perennial.billing.settings;

import org.springframework.stereotype.Component;

import dev.perennial.account.PaymentTerms;
import dev.perennial.tenant.TenantService;

/** {@link PaymentTerms} as the settings of the tenant have them. */
@Component
class TenantPaymentTerms implements PaymentTerms {
    private final TenantService tenants;

    TenantPaymentTerms(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public int netTermsDays() {
        return tenants.settings().netTermsDaysOrNone();
    }
}
