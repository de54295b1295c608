package dev.perennial.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.time.Granularity;
import dev.perennial.subscription.domain.SubscriptionStatus;

/** Reads subscriptions together with their schedule and plan: one query for one or for a chunk. */
@Component
class SubscriptionReader {
    private static final String SELECT = """
            select s.id, s.account_id, s.plan_id, s.plan_version_id, s.currency, s.quantity, s.status, s.collection, s.net_terms_days,
                   s.time_zone, s.start_at, s.grid_anchor, s.billing_anchor, s.trial_end, s.cancel_at_period_end,
                   s.cancelled_at, s.ended_at, s.paused_at, s.resume_at, s.metadata, s.created_at, s.updated_at,
                   s.granularity, s.service_start, s.pending_version_id, s.pending_quantity,
                   b.next_bill_at, b.next_period_index, b.period_start, b.period_end, b.latest_invoice_id, b.park_reason,
                   b.arrears_since, b.usage_since, b.arrears_version_id, b.arrears_quantity,
                   p.code as plan_code, v.number as plan_version,
                   pv.plan_id as pending_plan_id, pv.number as pending_version, pp.code as pending_code
              from subscription s
              join billing_schedule b on b.tenant_id = s.tenant_id and b.subscription_id = s.id
              join plan p on p.tenant_id = s.tenant_id and p.id = s.plan_id
              join plan_version v on v.tenant_id = s.tenant_id and v.id = s.plan_version_id
              left join plan_version pv on pv.tenant_id = s.tenant_id and pv.id = s.pending_version_id
              left join plan pp on pp.tenant_id = pv.tenant_id and pp.id = pv.plan_id
             where s.tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final Rows rows;

    SubscriptionReader(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    Optional<SubscriptionSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and s.id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(this::snapshot)
                .optional();
    }

    Page<SubscriptionSnapshot> list(
            @Nullable UUID accountId, @Nullable SubscriptionStatus status, @Nullable UUID planId, PageQuery page) {
        var sql = new StringBuilder(SELECT).append(" and s.id < :before");
        if (accountId != null) {
            sql.append(" and s.account_id = :account");
        }
        if (status != null) {
            sql.append(" and s.status = :status");
        }
        if (planId != null) {
            sql.append(" and s.plan_id = :plan");
        }
        var found = jdbc.sql(sql.append(" order by s.id desc limit :limit").toString())
                .param("tenant", CurrentTenant.id())
                .param("before", page.before())
                .param("account", accountId)
                .param("status", status == null ? null : status.name())
                .param("plan", planId)
                .param("limit", page.size() + 1)
                .query(this::snapshot)
                .list();
        return Page.of(found, page.size(), SubscriptionSnapshot::id);
    }

    List<SubscriptionSnapshot> findAll(Collection<UUID> ids) {
        return jdbc.sql(SELECT + " and s.id = any(:ids::uuid[])")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::snapshot)
                .list();
    }

    List<SubscriptionSnapshot> newestOf(Collection<UUID> accountIds, int each) {
        return jdbc.sql(SELECT + """
                         and s.id in (select newest.id from unnest(:accounts::uuid[]) as a (id), lateral (
                             select n.id from subscription n where n.tenant_id = :tenant and n.account_id = a.id
                              order by n.id desc limit :each) newest)
                         order by s.id desc
                        """)
                .param("tenant", CurrentTenant.id())
                .param("accounts", Rows.texts(accountIds))
                .param("each", each)
                .query(this::snapshot)
                .list();
    }

    boolean hasLiving(UUID accountId) {
        return jdbc.sql("""
                        select exists (select from subscription
                                        where tenant_id = :tenant and account_id = :account and status <> 'CANCELLED')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("account", accountId)
                .query(Boolean.class)
                .single();
    }

    boolean isPastDue(UUID id) {
        return jdbc.sql("""
                        select exists (select from subscription where tenant_id = :tenant and id = :id and status = 'PAST_DUE')
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    Optional<BillingState> state(UUID id) {
        return jdbc.sql(SELECT + " and s.id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(this::stateRow)
                .optional();
    }

    List<BillingState> due(Collection<UUID> ids) {
        return jdbc.sql(SELECT
                        + " and s.id = any(:ids::uuid[]) and b.next_bill_at is not null order by b.next_bill_at, s.id")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::stateRow)
                .list();
    }

    private BillingState stateRow(ResultSet row, int index) throws SQLException {
        return new BillingState(
                snapshot(row, index),
                Rows.uuid(row, "plan_version_id"),
                row.getObject("pending_version_id", UUID.class),
                ZoneId.of(row.getString("time_zone")),
                Granularity.valueOf(row.getString("granularity")),
                row.getObject("grid_anchor", LocalDateTime.class),
                Rows.instant(row, "service_start"),
                row.getLong("next_period_index"),
                Rows.instantOrNull(row, "next_bill_at"),
                new BillingState.Arrears(
                        Rows.instantOrNull(row, "arrears_since"),
                        Rows.instantOrNull(row, "usage_since"),
                        row.getObject("arrears_version_id", UUID.class),
                        row.getObject("arrears_quantity", Long.class)));
    }

    private static SubscriptionSnapshot.@Nullable PendingChange pendingChange(ResultSet row) throws SQLException {
        var planId = row.getObject("pending_plan_id", UUID.class);
        if (planId == null) {
            return null;
        }
        var plan = new SubscriptionSnapshot.PlanReference(
                planId, row.getString("pending_code"), row.getInt("pending_version"));
        return new SubscriptionSnapshot.PendingChange(
                plan, row.getLong("pending_quantity"), Rows.instantOrNull(row, "next_bill_at"));
    }

    private SubscriptionSnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new SubscriptionSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                new SubscriptionSnapshot.PlanReference(
                        Rows.uuid(row, "plan_id"), row.getString("plan_code"), row.getInt("plan_version")),
                SubscriptionStatus.valueOf(row.getString("status")),
                row.getLong("quantity"),
                row.getString("currency"),
                CollectionMethod.valueOf(row.getString("collection")),
                row.getObject("net_terms_days", Integer.class),
                Rows.instant(row, "start_at"),
                row.getObject("billing_anchor", LocalDate.class),
                Rows.instantOrNull(row, "period_start"),
                Rows.instantOrNull(row, "period_end"),
                Rows.instantOrNull(row, "trial_end"),
                row.getBoolean("cancel_at_period_end"),
                Rows.instantOrNull(row, "cancelled_at"),
                Rows.instantOrNull(row, "ended_at"),
                Rows.instantOrNull(row, "paused_at"),
                Rows.instantOrNull(row, "resume_at"),
                pendingChange(row),
                row.getObject("latest_invoice_id", UUID.class),
                row.getString("park_reason"),
                rows.strings(row, "metadata"),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
