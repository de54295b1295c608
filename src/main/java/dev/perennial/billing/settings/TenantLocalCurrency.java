package dev.perennial.billing.settings;

import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.perennial.invoice.LocalCurrency;
import dev.perennial.tenant.TenantService;

/** {@link LocalCurrency} as the settings of the tenant have it. */
@Component
class TenantLocalCurrency implements LocalCurrency {
    private final TenantService tenants;

    TenantLocalCurrency(TenantService tenants) {
        this.tenants = tenants;
    }

    @Override
    public Optional<String> code() {
        return tenants.settings().taxOrNone().localCurrency();
    }
}
