package dev.perennial.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.webhook.domain.DisabledReason;

/** Endpoints in PostgreSQL. A deleted one keeps its row for the delivery log, without its secrets. */
@Repository
class EndpointStore {
    private static final String SELECT = """
            select e.id, e.url, e.events, e.description, e.disabled_reason, e.payload_version, e.previous_secret_expires_at,
                   e.created_at, e.updated_at, l.failing_since
              from webhook_endpoint e
              join webhook_lane l on l.tenant_id = e.tenant_id and l.endpoint_id = e.id
             where e.tenant_id = :tenant and e.deleted_at is null
            """;
    private final JdbcClient jdbc;

    EndpointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Who listens, and to what. */
    record Listener(UUID endpointId, List<String> events) {}

    /**
     * Where messages of an endpoint go, and what signs them.
     *
     * @param previousSecret sealed; null when only one secret is live
     */
    record Target(String url, byte[] secret, byte @Nullable [] previousSecret) {}

    void insert(EndpointSnapshot endpoint, byte[] sealedSecret) {
        jdbc.sql("""
                        insert into webhook_endpoint (tenant_id, id, url, events, description, disabled_reason, payload_version,
                                                      secret, created_at, updated_at)
                        values (:tenant, :id, :url, :events, :description, :disabled, :version, :secret, :created, :updated)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", endpoint.id())
                .param("url", endpoint.url())
                .param("events", endpoint.events().toArray(String[]::new))
                .param("description", endpoint.description(), Types.VARCHAR)
                .param("disabled", name(endpoint.disabledReason()), Types.VARCHAR)
                .param("version", endpoint.payloadVersion())
                .param("secret", sealedSecret)
                .param("created", Rows.timestamp(endpoint.createdAt()))
                .param("updated", Rows.timestamp(endpoint.updatedAt()))
                .update();
        jdbc.sql("insert into webhook_lane (tenant_id, endpoint_id) values (:tenant, :id)")
                .param("tenant", CurrentTenant.id())
                .param("id", endpoint.id())
                .update();
    }

    /** @param listensAnew whether from now on it gets events that it would not have got before */
    void update(EndpointSnapshot endpoint, boolean listensAnew) {
        jdbc.sql("""
                        update webhook_endpoint
                           set url = :url, events = :events, description = :description, disabled_reason = :disabled, updated_at = :updated,
                               listening_since = case when :anew then clock_timestamp() else listening_since end
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", endpoint.id())
                .param("url", endpoint.url())
                .param("events", endpoint.events().toArray(String[]::new))
                .param("description", endpoint.description(), Types.VARCHAR)
                .param("disabled", name(endpoint.disabledReason()), Types.VARCHAR)
                .param("updated", Rows.timestamp(endpoint.updatedAt()))
                .param("anew", listensAnew)
                .update();
    }

    /** Forgets past failures: the endpoint is served at once and at full pace. */
    void resetLane(UUID id) {
        jdbc.sql("""
                        update webhook_lane set failures = 0, failing_since = null, paused_until = null
                         where tenant_id = :tenant and endpoint_id = :id
                        """).param("tenant", CurrentTenant.id()).param("id", id).update();
    }

    /** The secret so far stays live for the hours given, none before it does. */
    void rotate(UUID id, byte[] sealedSecret, int overlapHours) {
        jdbc.sql("""
                        update webhook_endpoint
                           set previous_secret = secret, previous_secret_expires_at = now() + :hours * interval '1 hour', secret = :secret
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("secret", sealedSecret)
                .param("hours", overlapHours)
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("""
                        update webhook_endpoint
                           set deleted_at = now(), secret = '', previous_secret = null, previous_secret_expires_at = null
                         where tenant_id = :tenant and id = :id
                        """).param("tenant", CurrentTenant.id()).param("id", id).update();
    }

    Optional<EndpointSnapshot> find(UUID id) {
        return find(id, "");
    }

    /**
     * Held against other changes until the transaction ends; not against deliveries, which refer to the row while
     * events are written.
     */
    Optional<EndpointSnapshot> findForUpdate(UUID id) {
        return find(id, " for no key update of e");
    }

    private Optional<EndpointSnapshot> find(UUID id, String lock) {
        return jdbc.sql(SELECT + " and e.id = :id" + lock)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(EndpointStore::endpoint)
                .optional();
    }

    List<EndpointSnapshot> list(UUID before, int limit) {
        return jdbc.sql(SELECT + " and e.id < :before order by e.id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("limit", limit)
                .query(EndpointStore::endpoint)
                .list();
    }

    int count() {
        return jdbc.sql("select count(*) from webhook_endpoint where tenant_id = :tenant and deleted_at is null")
                .param("tenant", CurrentTenant.id())
                .query(Integer.class)
                .single();
    }

    List<Listener> listeners() {
        return jdbc.sql("""
                        select id, events from webhook_endpoint
                         where tenant_id = :tenant and deleted_at is null and disabled_reason is null
                        """)
                .param("tenant", CurrentTenant.id())
                .query((row, index) -> new Listener(Rows.uuid(row, "id"), strings(row, "events")))
                .list();
    }

    /** Empty when the endpoint gets nothing any more. */
    Optional<Target> target(UUID id) {
        return jdbc.sql("""
                        select url, secret, case when previous_secret_expires_at > now() then previous_secret end as previous_secret
                          from webhook_endpoint
                         where tenant_id = :tenant and id = :id and deleted_at is null and disabled_reason is null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) ->
                        new Target(row.getString("url"), row.getBytes("secret"), row.getBytes("previous_secret")))
                .optional();
    }

    private static EndpointSnapshot endpoint(ResultSet row, int index) throws SQLException {
        var disabled = row.getString("disabled_reason");
        return new EndpointSnapshot(
                Rows.uuid(row, "id"),
                row.getString("url"),
                strings(row, "events"),
                row.getString("description"),
                disabled == null,
                disabled == null ? null : DisabledReason.valueOf(disabled),
                row.getInt("payload_version"),
                Rows.instantOrNull(row, "failing_since"),
                Rows.instantOrNull(row, "previous_secret_expires_at"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable String name(@Nullable DisabledReason reason) {
        return reason == null ? null : reason.name();
    }
}
