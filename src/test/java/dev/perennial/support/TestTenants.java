package dev.perennial.support;

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
    void setClock(String key, String instant) {
        JdbcClient.create(TestDatabase.shared().asOwner())
                .sql("""
                        update tenant set test_clock_at = :at::timestamptz
                         where id = (select tenant_id from api_key where key_hash = sha256(convert_to(:key, 'UTF8')))
                        """)
                .param("at", instant)
                .param("key", key)
                .update();
    }
}
