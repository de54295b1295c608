package dev.perennial.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Settings of the current tenant as they are and as they were: documents show the seller as it was when they became
 * final. Read past Hibernate, since every chunk of a run asks for them.
 */
@Repository
class StoredSettings {
    private final JdbcClient jdbc;
    private final Rows rows;

    StoredSettings(JdbcClient jdbc, Rows rows) {
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

    TenantSettings current() {
        return jdbc.sql("select settings from tenant where id = :tenant")
                .param("tenant", CurrentTenant.id())
                .query(this::settings)
                .single();
    }

    /** Empty for those that hold now. */
    Optional<TenantSettings> of(int version) {
        return jdbc.sql("select settings from tenant_settings where tenant_id = :tenant and version = :version")
                .param("tenant", CurrentTenant.id())
                .param("version", version)
                .query(this::settings)
                .optional();
    }

    private TenantSettings settings(ResultSet row, int index) throws SQLException {
        return rows.json(row, "settings", TenantSettings.class);
    }
}
