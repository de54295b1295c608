package dev.perennial.platform.security;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/** Keeps the sessions of visitors. One is found before its tenant is known; it expires by the database's clock. */
@Component
class PageSessionStore {
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    PageSessionStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /** A session that has not expired. */
    record Session(UUID tenantId, String credential) {}

    @Transactional
    public void insert(PageArea area, PageSecret secret, String credential) {
        jdbc.sql("""
                        insert into page_session (tenant_id, id, area, secret_hash, credential, expires_at)
                        values (:tenant, :id, :area, :hash, :credential, now() + :lifetime * interval '1 second')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", UuidV7.next())
                .param("area", area.path())
                .param("hash", secret.hash())
                .param("credential", vault(secret).seal(credential.getBytes(StandardCharsets.UTF_8), area.path()))
                .param("lifetime", area.sessionLifetime().toSeconds())
                .update();
    }

    public Optional<Session> find(PageArea area, PageSecret secret) {
        return crossTenant.read(sql -> sql.sql("""
                        select tenant_id, credential from page_session
                         where secret_hash = :hash and area = :area and expires_at > now()
                        """)
                .param("hash", secret.hash())
                .param("area", area.path())
                .query((row, index) -> new Session(
                        Rows.uuid(row, "tenant_id"),
                        new String(
                                vault(secret).open(row.getBytes("credential"), area.path()), StandardCharsets.UTF_8)))
                .optional());
    }

    @Transactional
    public void delete(PageSecret secret) {
        jdbc.sql("delete from page_session where tenant_id = :tenant and secret_hash = :hash")
                .param("tenant", CurrentTenant.id())
                .param("hash", secret.hash())
                .update();
    }

    @Transactional
    public void deleteExpired() {
        jdbc.sql("delete from page_session where tenant_id = :tenant and expires_at < now()")
                .param("tenant", CurrentTenant.id())
                .update();
    }

    /** Tenants that have sessions to be deleted. */
    public List<UUID> tenantsWithExpired() {
        return crossTenant.read(sql -> sql.sql("select distinct tenant_id from page_session where expires_at < now()")
                .query((row, index) -> Rows.uuid(row, "tenant_id"))
                .list());
    }

    private static SecretVault vault(PageSecret secret) {
        return new SecretVault(List.of(secret.sealingKey()));
    }
}
