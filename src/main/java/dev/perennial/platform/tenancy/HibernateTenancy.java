package dev.perennial.platform.tenancy;

import java.util.Map;
import java.util.UUID;

import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.stereotype.Component;

/** Adds the current tenant to every entity read and written: the first wall, before row-level security. */
@Component
class HibernateTenancy implements CurrentTenantIdentifierResolver<UUID>, HibernatePropertiesCustomizer {
    /** No tenant has it, so a session opened outside any scope finds nothing. */
    private static final UUID NOBODY = new UUID(0, 0);

    @Override
    public UUID resolveCurrentTenantIdentifier() {
        return CurrentTenant.find().map(TenantScope::tenantId).orElse(NOBODY);
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }

    @Override
    public void customize(Map<String, Object> hibernateProperties) {
        hibernateProperties.put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, this);
    }
}
