package dev.perennial.billing.settings;

import org.springframework.stereotype.Component;

import dev.perennial.shared.time.Granularity;
import dev.perennial.subscription.GranularitySetting;
import dev.perennial.tenant.TenantService;

/** {@link GranularitySetting} as the settings of the tenant have it. */
@Component
class TenantGranularity implements GranularitySetting {
    private final TenantService tenants;

    TenantGranularity(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public Granularity granularity() {
        return tenants.settings().granularityOrDay();
    }
}
