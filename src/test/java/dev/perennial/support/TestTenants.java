package dev.perennial.support;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.tenant.TenantMode;
import dev.perennial.tenant.TenantService;
import dev.perennial.tenant.TenantSettings;

/** Makes tenants for tests; there is no public call for it yet. */
@TestComponent
public class TestTenants {
    private final TenantService tenants;

    TestTenants(TenantService tenants) {
        this.tenants = tenants;
    }

    /** Makes a test tenant and returns its admin key. */
    public String create(String name) {
        return create(name, TenantMode.TEST);
    }

    public String create(String name, TenantMode mode) {
        var key = (mode == TenantMode.TEST ? "prn_test_" : "prn_live_")
                + UUID.randomUUID().toString().replace("-", "");
        tenants.create(mode, TenantSettings.named(name), key);
        return key;
    }

    /** Puts the clock of a key's tenant to an instant, also into the past, which the API would refuse. */
    static void setClock(JdbcClient owner, String key, Instant now) {
        setClock(owner, tenantOf(owner, key), now);
    }

    /** The tenant that a key belongs to. */
    public static UUID tenantOf(JdbcClient owner, String key) {
        return owner.sql("select tenant_id from api_key where key_hash = sha256(convert_to(:key, 'UTF8'))")
                .param("key", key)
                .query(UUID.class)
                .single();
    }

    /** Puts the clock of a test tenant to an instant. */
    public static void setClock(JdbcClient owner, UUID tenantId, Instant now) {
        owner.sql("update tenant set test_clock_at = :now where id = :tenant")
                .param("now", Timestamp.from(now))
                .param("tenant", tenantId)
                .update();
    }
}
