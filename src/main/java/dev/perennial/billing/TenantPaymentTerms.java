package dev.perennial.billing;

import org.springframework.stereotype.Component;

import dev.perennial.account.PaymentTerms;
import dev.perennial.tenant.TenantService;

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
