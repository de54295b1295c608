package dev.perennial.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Links and visits in PostgreSQL. Time is the database's, so that replicas agree about who is late. */
@Repository
class PortalSessionStore {
    private static final String COLUMNS =
            "id, account_id, return_url, expires_at, opened_at, visit_ends_at, closed_at, created_at, updated_at";
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    PortalSessionStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /** Makes a session; one of this id that nobody has used gets the new link. Empty when it was used or closed. */
    Optional<PortalSessionSnapshot> put(
            UUID id, UUID accountId, byte[] tokenHash, @Nullable String returnUrl, Duration lifetime) {
        return jdbc.sql("""
                        insert into portal_session (tenant_id, id, account_id, token_hash, return_url, expires_at, created_at, updated_at)
                        values (:tenant, :id, :account, :hash, :returnUrl, now() + :seconds * interval '1 second', now(), now())
                        on conflict (tenant_id, id) do update
                           set token_hash = excluded.token_hash, expires_at = excluded.expires_at, updated_at = now()
                         where portal_session.opened_at is null and portal_session.closed_at is null
                        returning\s""" + COLUMNS)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("account", accountId)
                .param("hash", tokenHash)
                .param("returnUrl", returnUrl, Types.VARCHAR)
                .param("seconds", lifetime.toSeconds())
                .query(PortalSessionStore::session)
                .optional();
    }

    Optional<PortalSessionSnapshot> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from portal_session where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(PortalSessionStore::session)
                .optional();
    }

    /** Uses a link. Empty when it was used or closed, or is too old. */
    Optional<PortalSessionSnapshot> open(byte[] tokenHash, Duration visit) {
        return jdbc.sql("""
                        update portal_session
                           set opened_at = now(), visit_ends_at = now() + :seconds * interval '1 second', updated_at = now()
                         where tenant_id = :tenant and token_hash = :hash and opened_at is null and closed_at is null
                           and expires_at > now()
                        returning\s""" + COLUMNS)
                .param("tenant", CurrentTenant.id())
                .param("hash", tokenHash)
                .param("seconds", visit.toSeconds())
                .query(PortalSessionStore::session)
                .optional();
    }

    /** Whether a link waits to be used. */
    boolean isWaiting(byte[] tokenHash) {
        return jdbc.sql("""
                        select exists (select from portal_session
                                        where tenant_id = :tenant and token_hash = :hash and opened_at is null and closed_at is null
                                          and expires_at > now())
                        """)
                .param("tenant", CurrentTenant.id())
                .param("hash", tokenHash)
                .query(Boolean.class)
                .single();
    }

    /** The visit that a link began, while it lasts. */
    Optional<PortalSessionSnapshot> visit(byte[] tokenHash) {
        return jdbc.sql("select " + COLUMNS + """
                         from portal_session
                         where tenant_id = :tenant and token_hash = :hash and visit_ends_at > now() and closed_at is null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("hash", tokenHash)
                .query(PortalSessionStore::session)
                .optional();
    }

    void close(UUID id) {
        jdbc.sql("""
                        update portal_session set closed_at = now(), updated_at = now()
                         where tenant_id = :tenant and id = :id and closed_at is null
                        """).param("tenant", CurrentTenant.id()).param("id", id).update();
    }

    /** Whose link it is. */
    Optional<UUID> tenantOf(byte[] tokenHash) {
        return crossTenant.read(sql -> sql.sql("select tenant_id from portal_session where token_hash = :hash")
                .param("hash", tokenHash)
                .query(UUID.class)
                .optional());
    }

    private static PortalSessionSnapshot session(ResultSet row, int index) throws SQLException {
        return new PortalSessionSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                Rows.instant(row, "expires_at"),
                Rows.instantOrNull(row, "opened_at"),
                Rows.instantOrNull(row, "visit_ends_at"),
                Rows.instantOrNull(row, "closed_at"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"),
                row.getString("return_url"));
    }
}
