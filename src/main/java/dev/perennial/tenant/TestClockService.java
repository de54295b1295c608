package dev.perennial.tenant;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.ErrorKind;

/**
 * Test clocks. A test tenant follows the wall clock until its clock is first moved; from then on time stands where it
 * was put.
 */
@Service
public class TestClockService implements TenantScopes {
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;
    private final ApplicationEventPublisher events;

    /** A live tenant remains one and has no clock to be moved: nothing about it needs to be looked up twice. */
    private final Set<UUID> live = ConcurrentHashMap.newKeySet();

    TestClockService(JdbcClient jdbc, CrossTenantReader crossTenant, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
        this.events = events;
    }

    @Override
    public TenantScope open(UUID tenantId, String actor, @Nullable String requestId) {
        if (live.contains(tenantId)) {
            return new TenantScope(tenantId, false, actor, requestId, null);
        }
        var scope = find(tenantId, actor, requestId);
        if (!scope.testMode()) {
            live.add(tenantId);
        }
        return scope;
    }

    private TenantScope find(UUID tenantId, String actor, @Nullable String requestId) {
        return crossTenant.read(sql -> sql.sql("select mode, test_clock_at from tenant where id = :id")
                .param("id", tenantId)
                .query((row, index) -> {
                    var frozen = row.getObject("test_clock_at", OffsetDateTime.class);
                    return new TenantScope(
                            tenantId,
                            TenantMode.valueOf(row.getString("mode")) == TenantMode.TEST,
                            actor,
                            requestId,
                            frozen == null ? null : frozen.toInstant());
                })
                .optional()
                .orElseThrow(() -> new IllegalArgumentException("No tenant " + tenantId)));
    }

    /**
     * Moves the current tenant's clock on. Fails with {@code test_clock_in_live_mode}, and with {@code
     * clock_cannot_go_back} when the clock is later already: a clock that another request advances meanwhile, too.
     */
    @Transactional
    public void moveTo(Instant instant) {
        requireTestMode();
        int moved = jdbc.sql("""
                        update tenant set test_clock_at = :at, test_clock_moved_at = now()
                         where id = :tenant and mode = 'TEST' and (test_clock_at is null or test_clock_at <= :at)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("at", instant.atOffset(ZoneOffset.UTC))
                .update();
        if (moved == 0) {
            throw cannotGoBack(instant);
        }
    }

    /** Writes down that somebody sets out to move the clock; its stops on the way are not worth a row each. */
    @Transactional
    public void noteJourney(Instant from, Instant to) {
        var tenant = CurrentTenant.id();
        events.publishEvent(new TenantEvent(
                "tenant.test_clock_advanced",
                tenant,
                Map.of("id", tenant, "test_clock_at", to),
                Map.of("test_clock_at", from),
                from));
    }

    /** Fails with {@code test_clock_in_live_mode} unless the current tenant is a test tenant. */
    public void requireTestMode() {
        if (!CurrentTenant.scope().testMode()) {
            throw new DomainException(
                    ErrorKind.FORBIDDEN,
                    "test_clock_in_live_mode",
                    "Only test tenants have a clock that can be moved.",
                    List.of());
        }
    }

    /** The refusal of an instant before the clock's own: {@code clock_cannot_go_back}. */
    public static DomainException cannotGoBack(Instant instant) {
        return DomainException.conflict("clock_cannot_go_back", "The test clock is already past " + instant + ".");
    }
}
