package dev.perennial.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;

/**
 * Time whose usage is on an invoice. What is reported for it later marks it, and the next invoice of the subscription
 * adds it up again. Whoever calls holds the schedule row of the subscription: billing alone, reports together.
 */
@Component
public class MeteredPeriods {
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;

    MeteredPeriods(JdbcClient jdbc, JdbcOperations bulk) {
        this.jdbc = jdbc;
        this.bulk = bulk;
    }

    /**
     * Remembers periods that were just added up.
     *
     * @param held whether their invoices are drafts that will add them up once more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(Collection<MeteredPeriod> periods, boolean held) {
        new BulkInsert<MeteredPeriod>("metered_period")
                .column("subscription_id", "uuid", MeteredPeriod::subscriptionId)
                .column("started_at", "timestamptz", metered -> metered.period().start())
                .column("ended_at", "timestamptz", metered -> metered.period().end())
                .column("plan_version_id", "uuid", MeteredPeriod::planVersionId)
                .column("late", "boolean", metered -> false)
                .column("held", "boolean", metered -> held)
                .execute(bulk, List.copyOf(periods));
    }

    /** Those of the subscriptions for which something was reported since they were invoiced, oldest first. */
    @Transactional(readOnly = true)
    public List<MeteredPeriod> late(Collection<UUID> subscriptionIds) {
        return jdbc.sql("""
                        select subscription_id, started_at, ended_at, plan_version_id from metered_period
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and late and not held
                         order by subscription_id, started_at
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query(MeteredPeriods::period)
                .list();
    }

    /** Notes that the late usage of the subscriptions is on an invoice now. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void settle(Collection<UUID> subscriptionIds) {
        jdbc.sql("""
                        update metered_period set late = false
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and late and not held
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .update();
    }

    /** The period of the subscription that began at {@code startedAt}. */
    @Transactional(readOnly = true)
    public MeteredPeriod get(UUID subscriptionId, Instant startedAt) {
        return jdbc.sql("""
                        select subscription_id, started_at, ended_at, plan_version_id from metered_period
                         where tenant_id = :tenant and subscription_id = :subscription and started_at = :start
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("start", Rows.timestamp(startedAt))
                .query(MeteredPeriods::period)
                .single();
    }

    /**
     * Notes that the draft with the usage of a period is one no more.
     *
     * @param late whether what was reported since is still to be looked at
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID subscriptionId, Instant startedAt, boolean late) {
        jdbc.sql("""
                        update metered_period set held = false, late = late and :late
                         where tenant_id = :tenant and subscription_id = :subscription and started_at = :start
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("start", Rows.timestamp(startedAt))
                .param("late", late)
                .update();
    }

    /** An instant of a subscription. */
    record Moment(UUID subscriptionId, Instant at) {}

    /** The periods that moments lie in; moments in none are left out. */
    Map<Moment, MeteredPeriod> covering(Collection<Moment> moments) {
        if (moments.isEmpty()) {
            return Map.of();
        }
        var asked = List.copyOf(moments);
        var covering = new HashMap<Moment, MeteredPeriod>();
        jdbc.sql("""
                        select n, p.subscription_id, p.started_at, p.ended_at, p.plan_version_id
                          from unnest(:subscriptions::uuid[], :times::timestamptz[]) with ordinality as m (subscription_id, at, n)
                          join metered_period p on p.tenant_id = :tenant and p.subscription_id = m.subscription_id
                                               and p.started_at <= m.at and p.ended_at > m.at
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(asked, Moment::subscriptionId))
                .param("times", Rows.texts(asked, Moment::at))
                .query((row, index) -> covering.put(asked.get(row.getInt("n") - 1), period(row, index)))
                .list();
        return covering;
    }

    /** Marks periods for which something was just reported; in order, so that reports wait for each other in turn. */
    void markLate(Collection<MeteredPeriod> periods) {
        var marked = List.copyOf(periods);
        if (marked.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        with reported as (
                            select p.subscription_id, p.started_at from metered_period p
                              join unnest(:subscriptions::uuid[], :starts::timestamptz[]) as m (subscription_id, started_at)
                                using (subscription_id, started_at)
                             where p.tenant_id = :tenant and not p.late
                             order by p.subscription_id, p.started_at for update of p)
                        update metered_period p set late = true from reported r
                         where p.tenant_id = :tenant and p.subscription_id = r.subscription_id and p.started_at = r.started_at
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(marked, MeteredPeriod::subscriptionId))
                .param("starts", Rows.texts(marked, metered -> metered.period().start()))
                .update();
    }

    private static MeteredPeriod period(ResultSet row, int index) throws SQLException {
        return new MeteredPeriod(
                Rows.uuid(row, "subscription_id"),
                new Period(Rows.instant(row, "started_at"), Rows.instant(row, "ended_at")),
                Rows.uuid(row, "plan_version_id"));
    }
}
