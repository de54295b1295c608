package dev.perennial.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CrossTenantReader;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.usage.UsageAlertSnapshot.Reached;

/** Alerts, and the reports after which they have to be looked at. */
@Repository
class UsageAlertStore {
    private static final String SELECT = """
            select id, account_id, subscription_id, metric, quantity, percent_of_included, amount, reached_period, reached_at,
                   reached_quantity, reached_amount, created_at, updated_at
              from usage_alert where tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final CrossTenantReader crossTenant;

    UsageAlertStore(JdbcClient jdbc, CrossTenantReader crossTenant) {
        this.jdbc = jdbc;
        this.crossTenant = crossTenant;
    }

    void insert(UsageAlertSnapshot alert) {
        jdbc.sql("""
                        insert into usage_alert (tenant_id, id, account_id, subscription_id, metric, quantity, percent_of_included,
                                                 amount, created_at, updated_at)
                        values (:tenant, :id, :account, :subscription, :metric, :quantity, :percent, :amount, :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", alert.id())
                .param("account", alert.accountId())
                .param("subscription", alert.subscriptionId())
                .param("metric", alert.metric())
                .param("quantity", alert.quantity())
                .param("percent", alert.percentOfIncluded())
                .param("amount", alert.amount())
                .param("now", Rows.timestamp(alert.createdAt()))
                .update();
    }

    Optional<UsageAlertSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query(UsageAlertStore::alert)
                .optional();
    }

    /** @param subscriptionId null for any */
    Page<UsageAlertSnapshot> list(@Nullable UUID subscriptionId, PageQuery page) {
        var ofSubscription = subscriptionId == null ? "" : " and subscription_id = :subscription";
        var found = jdbc.sql(SELECT + ofSubscription + " and id < :before order by id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query(UsageAlertStore::alert)
                .list();
        return Page.of(found, page.size(), UsageAlertSnapshot::id);
    }

    /** Those of a subscription that were not reached in the period that began at {@code periodStart}. */
    List<UsageAlertSnapshot> open(UUID subscriptionId, Instant periodStart) {
        return jdbc.sql(
                        SELECT
                                + " and subscription_id = :subscription and reached_period is distinct from :period order by id")
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("period", Rows.timestamp(periodStart))
                .query(UsageAlertStore::alert)
                .list();
    }

    /** Returns whether nobody else noted it for the period before. */
    boolean reach(UUID id, Reached reached) {
        return jdbc.sql("""
                        update usage_alert set reached_period = :period, reached_at = :at, reached_quantity = :quantity,
                                               reached_amount = :amount, updated_at = :at
                         where tenant_id = :tenant and id = :id and reached_period is distinct from :period
                        """)
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .param("period", Rows.timestamp(reached.periodStart()))
                        .param("at", Rows.timestamp(reached.at()))
                        .param("quantity", reached.quantity())
                        .param("amount", reached.amount())
                        .update()
                == 1;
    }

    void delete(UUID id) {
        jdbc.sql("delete from usage_alert where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .update();
    }

    /** Asks for a look at the alerts and limits of subscriptions. */
    void askFor(Collection<UUID> subscriptionIds) {
        jdbc.sql("""
                        insert into usage_alert_check (tenant_id, subscription_id)
                        select :tenant, s.id from unnest(:ids::uuid[]) as s (id)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .update();
    }

    /** Takes requests for a look; those that somebody else is just taking are left to him. */
    List<UUID> takeAsked(int limit) {
        return jdbc.sql("""
                        delete from usage_alert_check
                         where tenant_id = :tenant and id in (select id from usage_alert_check where tenant_id = :tenant
                                                                order by id limit :limit for update skip locked)
                        returning subscription_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("limit", limit)
                .query((row, index) -> Rows.uuid(row, "subscription_id"))
                .list();
    }

    List<UUID> tenantsWithWork() {
        return crossTenant.read(sql -> sql.sql("select distinct tenant_id from usage_alert_check")
                .query(UUID.class)
                .list());
    }

    private static UsageAlertSnapshot alert(ResultSet row, int index) throws SQLException {
        return new UsageAlertSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                Rows.uuid(row, "subscription_id"),
                row.getString("metric"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("percent_of_included"),
                row.getObject("amount", Long.class),
                reached(row),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }

    private static @Nullable Reached reached(ResultSet row) throws SQLException {
        var period = Rows.instantOrNull(row, "reached_period");
        return period == null
                ? null
                : new Reached(
                        period,
                        Rows.instant(row, "reached_at"),
                        row.getBigDecimal("reached_quantity"),
                        row.getLong("reached_amount"));
    }
}
