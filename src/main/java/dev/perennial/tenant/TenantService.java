package dev.perennial.tenant;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Currencies;

/** Tenants and their settings. */
@Service
public class TenantService {
    private final TenantRepository tenants;
    private final ApiKeyService keys;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TenantService(
            TenantRepository tenants,
            ApiKeyService keys,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.tenants = tenants;
        this.keys = keys;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Makes a tenant together with its first key, which may do everything. Runs in the scope of the new tenant, so it
     * needs none around it. Throws {@link org.springframework.dao.DuplicateKeyException} when the key exists already,
     * having made nothing.
     */
    public TenantScope create(TenantMode mode, TenantSettings settings, String firstKey) {
        var scope = new TenantScope(UuidV7.next(), mode == TenantMode.TEST, "system", null, null);
        CurrentTenant.runAs(
                scope,
                () -> transaction.executeWithoutResult(status -> {
                    var tenant = tenants.saveAndFlush(new Tenant(scope.tenantId(), mode, settings, clock.instant()));
                    publish("tenant.created", tenant.snapshot(), Map.of());
                    keys.register(firstKey, "first key");
                }));
        return scope;
    }

    @Transactional(readOnly = true)
    public TenantSnapshot current() {
        return tenant().snapshot();
    }

    @Transactional(readOnly = true)
    public TenantSettings settings() {
        return tenant().settings();
    }

    /** Replaces the settings. Fails with {@code unknown_currency}. */
    @Transactional
    public TenantSnapshot change(TenantSettings settings) {
        Currencies.require("default_currency", settings.defaultCurrency());
        var tenant = tenant();
        var before = tenant.settings();
        tenant.change(settings, clock.instant());
        tenants.flush();
        publish("tenant.updated", tenant.snapshot(), Map.of("settings", before));
        return tenant.snapshot();
    }

    private Tenant tenant() {
        return tenants.findById(CurrentTenant.id()).orElseThrow();
    }

    private void publish(String type, TenantSnapshot tenant, Map<String, Object> previous) {
        UUID id = tenant.id();
        events.publishEvent(new TenantEvent(type, id, tenant, previous, clock.instant()));
    }
}
