package dev.perennial.webhook;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.id.UuidV7;

/**
 * Lanes in PostgreSQL. One process at a time holds the lane of an endpoint, so what is in it need not be claimed row by
 * row; a process that dies with it loses it half a minute later, and what it had sent without noting so is sent again.
 */
@Repository
class LaneStore {
    /** Longer than a round can take. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final UUID thisProcess = UuidV7.next();
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    LaneStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /**
     * Takes or keeps a lane; tells how often in a row its endpoint has failed. Empty while another process holds it, or
     * it pauses.
     */
    OptionalInt take(UUID endpointId) {
        var failures = jdbc.sql("""
                        update webhook_lane set owner = :me, leased_until = now() + :lease * interval '1 second'
                         where tenant_id = :tenant and endpoint_id = :endpoint
                           and (owner = :me or leased_until is null or leased_until < now())
                           and (paused_until is null or paused_until <= now())
                        returning failures
                        """)
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("me", thisProcess)
                .param("lease", LEASE.toSeconds())
                .query(Integer.class)
                .optional();
        return failures.isPresent() ? OptionalInt.of(failures.get()) : OptionalInt.empty();
    }

    /** Lets another process have the lane. */
    void release(UUID endpointId) {
        jdbc.sql("""
                        update webhook_lane set owner = null, leased_until = null
                         where tenant_id = :tenant and endpoint_id = :endpoint and owner = :me
                        """)
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("me", thisProcess)
                .update();
    }

    /**
     * Notes how an endpoint did, and leaves it alone for the pause.
     *
     * @return for how long nothing has got through to it
     */
    Duration note(UUID endpointId, int failures, Duration pause) {
        long failingSeconds = jdbc.sql("""
                        update webhook_lane
                           set failures = :failures, paused_until = now() + :pause * interval '1 millisecond',
                               failing_since = case when :failures > 0 then coalesce(failing_since, now()) end
                         where tenant_id = :tenant and endpoint_id = :endpoint
                        returning coalesce(extract(epoch from now() - failing_since)::bigint, 0)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("endpoint", endpointId)
                .param("failures", failures)
                .param("pause", pause.toMillis())
                .query(Long.class)
                .single();
        return Duration.ofSeconds(failingSeconds);
    }

    /** Lanes of all tenants in which something is due and that nobody holds. */
    List<LaneKey> withWork() {
        return crossTenant.read(sql -> sql.sql("""
                        select l.tenant_id, l.endpoint_id from webhook_lane l
                         where (l.leased_until is null or l.leased_until < now()) and (l.paused_until is null or l.paused_until <= now())
                           and exists (select from (values (0), (1), (2)) u (urgency)
                                        cross join lateral (select from webhook_delivery d
                                                             where d.tenant_id = l.tenant_id and d.endpoint_id = l.endpoint_id
                                                               and d.urgency = u.urgency and d.next_attempt_at <= now() limit 1) due)
                        """)
                .query((row, index) -> new LaneKey(Rows.uuid(row, "tenant_id"), Rows.uuid(row, "endpoint_id")))
                .list());
    }

    /** How long the oldest due delivery of all tenants has been waiting whose receiver takes what it gets, in seconds. */
    long oldestDueSeconds() {
        return crossTenant.read(sql -> sql.sql("""
                        select coalesce(extract(epoch from now() - min(due.at))::bigint, 0)
                          from webhook_lane l
                         cross join (values (0), (1), (2)) u (urgency)
                         cross join lateral (select d.next_attempt_at as at from webhook_delivery d
                                              where d.tenant_id = l.tenant_id and d.endpoint_id = l.endpoint_id
                                                and d.urgency = u.urgency and d.next_attempt_at <= now()
                                              order by d.next_attempt_at limit 1) due
                         where l.failing_since is null
                        """).query(Long.class).single());
    }

    /** Tenants that have, or had, endpoints. */
    List<UUID> tenants() {
        return crossTenant.read(sql -> sql.sql("select distinct tenant_id from webhook_lane")
                .query(UUID.class)
                .list());
    }
}
