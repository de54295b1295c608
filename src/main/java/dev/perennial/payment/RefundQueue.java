package dev.perennial.payment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Claims on refunds that are to be sent or looked up. As with payments, the row itself is the queue entry. */
@Service
class RefundQueue {
    /** Longer than a gateway call may take. After it another worker may take the refund over. */
    private static final int LEASE_SECONDS = 180;

    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    RefundQueue(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    /**
     * A refund that this worker holds.
     *
     * @param sentBefore whether an earlier holder may have sent it already
     * @param leasedUntil by the database's clock; tells this claim from later ones
     */
    record Claim(UUID refundId, boolean sentBefore, Instant leasedUntil) {}

    /** Claims refunds of the current tenant whose time has come. The claim is committed when this returns. */
    @Transactional
    List<Claim> claimDue(int limit) {
        return claim("work_at <= now()", List.of(), limit);
    }

    /** Claims this refund although it is not yet time to look at it again. */
    @Transactional
    List<Claim> claim(UUID refundId) {
        return claim("work_at is not null and id = any(:ids::uuid[])", List.of(refundId), 1);
    }

    private List<Claim> claim(String condition, List<UUID> ids, int limit) {
        return jdbc.sql("""
                        update refund set work_at = now() + :lease * interval '1 second', sent_at = coalesce(sent_at, now()),
                               version = version + 1
                         where tenant_id = :tenant
                           and id in (select id from refund where tenant_id = :tenant and %s
                                       order by work_at limit :limit for update skip locked)
                        returning id, sent_at < now() as sent_before, work_at
                        """.formatted(condition))
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("lease", LEASE_SECONDS)
                .param("limit", limit)
                .query((row, index) ->
                        new Claim(Rows.uuid(row, "id"), row.getBoolean("sent_before"), Rows.instant(row, "work_at")))
                .list();
    }

    /** Tenants that have refunds to send or look up. */
    List<UUID> tenantsWithWork() {
        return crossTenant.read(
                sql -> sql.sql("select distinct tenant_id from refund where work_at is not null and work_at <= now()")
                        .query(UUID.class)
                        .list());
    }
}
