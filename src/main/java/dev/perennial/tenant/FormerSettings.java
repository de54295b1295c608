package dev.perennial.tenant;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Settings of the current tenant as they were: documents show the seller as it was when they became final. */
@Repository
class FormerSettings {
    private final JdbcClient jdbc;
    private final Rows rows;

    FormerSettings(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    void keep(int version, TenantSettings settings) {
        jdbc.sql(
                        "insert into tenant_settings (tenant_id, version, settings) values (:tenant, :version, :settings::jsonb)")
                .param("tenant", CurrentTenant.id())
                .param("version", version)
                .param("settings", rows.toJson(settings))
                .update();
    }

    /** Empty for those that hold now. */
    Optional<TenantSettings> of(int version) {
        return jdbc.sql("select settings from tenant_settings where tenant_id = :tenant and version = :version")
                .param("tenant", CurrentTenant.id())
                .param("version", version)
                .query((row, index) -> rows.json(row, "settings", TenantSettings.class))
                .optional();
    }
}
