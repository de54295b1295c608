package dev.perennial.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Claims on what has to be sent to the gateway or looked up there. The row of the payment or refund is the queue entry
 * itself. A claim is committed when it is returned, so whoever calls the gateway next is known to have it.
 */
@Service
class GatewayClaims {
    /** Longer than a gateway call may take. After it another worker may take the row over. */
    private static final Duration LEASE = Duration.ofMinutes(3);

    private static final String UNSENT = "status = 'PENDING' and sent_at is null";
    private static final String DUE = "work_at <= now()";
    private static final String THESE = " and id = any(:ids::uuid[])";

    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    GatewayClaims(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /** Whose claims: charges and refunds wait in tables of their own. */
    enum Kind {
        PAYMENT("payment"),
        REFUND("refund");

        private final String table;

        Kind(String table) {
            this.table = table;
        }
    }

    /**
     * A row that this worker holds.
     *
     * @param id of the payment or refund
     * @param sentBefore whether an earlier holder may have sent it already
     * @param leasedUntil by the database's clock; tells this claim from later ones
     */
    record Claim(UUID id, boolean sentBefore, Instant leasedUntil) {
        /** Whether nobody has taken a row over since, by its {@code work_at}. */
        boolean stillHolds(@Nullable Instant workAt) {
            return leasedUntil.equals(workAt);
        }
    }

    /** Claims what the current tenant has to send or look up by now. */
    @Transactional
    List<Claim> due(Kind kind, int limit) {
        return claim(kind, DUE, List.of(), limit);
    }

    /** Claims whatever of the current tenant nobody has sent yet, without waiting for its time. */
    @Transactional
    List<Claim> unsent(Kind kind, int limit) {
        return claim(kind, UNSENT, List.of(), limit);
    }

    /** Claims these if nobody has sent them yet. */
    @Transactional
    List<Claim> unsent(Kind kind, List<UUID> ids) {
        return claim(kind, UNSENT + THESE, ids, ids.size());
    }

    /** Claims these, unless they are over, although it is not yet time to look at them again. */
    @Transactional
    List<Claim> early(Kind kind, List<UUID> ids) {
        return claim(kind, "work_at is not null" + THESE, ids, ids.size());
    }

    private List<Claim> claim(Kind kind, String condition, List<UUID> ids, int limit) {
        return jdbc.sql("""
                        update %1$s set work_at = now() + :lease * interval '1 second', sent_at = coalesce(sent_at, now()),
                               version = version + 1
                         where tenant_id = :tenant
                           and id in (select id from %1$s where tenant_id = :tenant and %2$s
                                       order by work_at limit :limit for update skip locked)
                        returning id, sent_at < now() as sent_before, work_at
                        """.formatted(kind.table, condition))
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("lease", LEASE.toSeconds())
                .param("limit", limit)
                .query((row, index) ->
                        new Claim(Rows.uuid(row, "id"), row.getBoolean("sent_before"), Rows.instant(row, "work_at")))
                .list();
    }

    /** Tenants that have something to send or look up by now. */
    List<UUID> tenantsWithWork(Kind kind) {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from " + kind.table + " where work_at is not null and " + DUE)
                        .query(UUID.class)
                        .list());
    }
}
