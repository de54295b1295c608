package dev.perennial.tenant;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.platform.persistence.Changes;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Currencies;
import dev.perennial.tenant.ApiKeyService.KeyDetails;
import dev.perennial.tenant.ApiKeyService.NewApiKey;

/** Tenants and their settings. */
@Service
public class TenantService {
    private static final String FIRST_KEY = "first key";
    private final TenantRepository tenants;
    private final ApiKeyService keys;
    private final ApplicationEventPublisher events;
    private final Changes changes;
    private final StoredSettings stored;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TenantService(
            TenantRepository tenants,
            ApiKeyService keys,
            ApplicationEventPublisher events,
            Changes changes,
            StoredSettings stored,
            TransactionTemplate transaction,
            Clock clock) {
        this.tenants = tenants;
        this.keys = keys;
        this.events = events;
        this.changes = changes;
        this.stored = stored;
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
                    keys.register(UuidV7.next(), firstKey, FIRST_KEY);
                }));
        return scope;
    }

    /** A tenant and the secret of its first key, which is shown this once. */
    public record NewTenant(TenantSnapshot tenant, NewApiKey key) {}

    /**
     * Makes a tenant on behalf of the operator, with a first key that may do everything. With an id that exists already it
     * returns that tenant, and its first key with a new secret. Fails with {@code unknown_currency}, and with {@code
     * idempotency_key_reused} when that tenant is another one.
     */
    public NewTenant provision(UUID id, TenantMode mode, TenantSettings settings, String requestId) {
        Currencies.require("default_currency", settings.defaultCurrency());
        var scope = new TenantScope(id, mode == TenantMode.TEST, "operator", requestId, null);
        return CurrentTenant.callAs(
                scope,
                () -> Objects.requireNonNull(transaction.execute(status -> {
                    var existing = tenants.findById(id);
                    if (existing.filter(tenant -> tenant.mode() != mode
                                    || !tenant.settings().name().equals(settings.name()))
                            .isPresent()) {
                        throw DomainException.invalid(
                                "name",
                                "idempotency_key_reused",
                                "differs from that of the tenant made under this Idempotency-Key");
                    }
                    if (existing.isEmpty()) {
                        var tenant = tenants.saveAndFlush(new Tenant(id, mode, settings, clock.instant()));
                        publish("tenant.created", tenant.snapshot(), Map.of());
                    }
                    var firstKeyId = UUID.nameUUIDFromBytes((FIRST_KEY + id).getBytes(StandardCharsets.UTF_8));
                    var key = keys.create(
                            firstKeyId, new KeyDetails(FIRST_KEY, Set.of("read", "write", "admin"), null, null));
                    return new NewTenant(tenant().snapshot(), key);
                })));
    }

    /** The tenant on whose behalf this is done. */
    @Transactional(readOnly = true)
    public TenantSnapshot current() {
        return tenant().snapshot();
    }

    /** Its settings as they are now. */
    @Transactional(readOnly = true)
    public TenantSettings settings() {
        return stored.current();
    }

    /**
     * The settings as they were.
     *
     * @param version {@code tenant.settings_version} of that time
     */
    @Transactional(readOnly = true)
    public TenantSettings settings(int version) {
        return stored.of(version).orElseGet(this::settings);
    }

    /**
     * Replaces the settings by what {@code change} makes of them; nobody else changes them meanwhile. Fails with {@code
     * unknown_currency}.
     */
    @Transactional
    public TenantSnapshot change(UnaryOperator<TenantSettings> change) {
        var tenant = tenants.findForUpdate(CurrentTenant.id()).orElseThrow();
        var settings = change.apply(tenant.settings());
        Currencies.require("default_currency", settings.defaultCurrency());
        settings.taxOrNone().localCurrency().ifPresent(code -> Currencies.require("tax.currency", code));
        if (settings.lateFee() != null) {
            settings.lateFee().check();
        }
        var before = tenant.snapshot();
        stored.keep(tenant.settingsVersion(), tenant.settings());
        tenant.change(settings, clock.instant());
        tenants.flush();
        publish("tenant.updated", tenant.snapshot(), changes.between(before, tenant.snapshot()));
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
