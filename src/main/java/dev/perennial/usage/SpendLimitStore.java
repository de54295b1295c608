package dev.perennial.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.time.Period;
import dev.perennial.usage.SpendLimitSnapshot.Reached;

/** Spend limits in PostgreSQL. */
@Repository
class SpendLimitStore {
    private static final String SELECT = """
            select id, account_id, subscription_id, amount, currency, action, spent_from, spent_until, reached_period, reached_at,
                   reached_amount, created_at, updated_at
              from spend_limit where tenant_id = :tenant and subscription_id = :subscription
            """;
    private final JdbcClient jdbc;

    SpendLimitStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the limit, or gives it other terms; a limit of other terms was not reached yet. */
    void put(SpendLimitSnapshot limit) {
        jdbc.sql("""
                        insert into spend_limit (tenant_id, id, account_id, subscription_id, amount, currency, action, created_at,
                                                 updated_at)
                        values (:tenant, :id, :account, :subscription, :amount, :currency, :action, :now, :now)
                        on conflict (tenant_id, subscription_id) do update
                           set amount = excluded.amount, action = excluded.action, updated_at = excluded.updated_at,
                               reached_period = null, reached_at = null, reached_amount = null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", limit.id())
                .param("account", limit.accountId())
                .param("subscription", limit.subscriptionId())
                .param("amount", limit.amount())
                .param("currency", limit.currency())
                .param("action", limit.action().name())
                .param("now", Rows.timestamp(limit.updatedAt()))
                .update();
    }

    Optional<SpendLimitSnapshot> find(UUID subscriptionId) {
        return find(subscriptionId, "");
    }

    /** Held until the transaction ends. */
    Optional<SpendLimitSnapshot> findForUpdate(UUID subscriptionId) {
        return find(subscriptionId, " for update");
    }

    private Optional<SpendLimitSnapshot> find(UUID subscriptionId, String lock) {
        return jdbc.sql(SELECT + lock)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .query(SpendLimitStore::limit)
                .optional();
    }

    void delete(UUID id) {
        jdbc.sql("delete from spend_limit where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .update();
    }

    /** Notes which stretch costs as much as it may; null for none. */
    void spend(UUID id, @Nullable Period stretch, Instant now) {
        jdbc.sql("""
                        update spend_limit set spent_from = :from, spent_until = :until, updated_at = :now
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("from", Rows.timestamp(stretch == null ? null : stretch.start()))
                .param("until", Rows.timestamp(stretch == null ? null : stretch.end()))
                .param("now", Rows.timestamp(now))
                .update();
    }

    void reach(UUID id, Reached reached) {
        jdbc.sql("""
                        update spend_limit set reached_period = :period, reached_at = :at, reached_amount = :amount, updated_at = :at
                         where tenant_id = :tenant and id = :id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("period", Rows.timestamp(reached.periodStart()))
                .param("at", Rows.timestamp(reached.at()))
                .param("amount", reached.amount())
                .update();
    }

    private static SpendLimitSnapshot limit(ResultSet row, int index) throws SQLException {
        return new SpendLimitSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                Rows.uuid(row, "subscription_id"),
                row.getLong("amount"),
                row.getString("currency"),
                SpendLimitAction.valueOf(row.getString("action")),
                Rows.instantOrNull(row, "spent_from"),
                Rows.instantOrNull(row, "spent_until"),
                reached(row),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }

    private static @Nullable Reached reached(ResultSet row) throws SQLException {
        var period = Rows.instantOrNull(row, "reached_period");
        return period == null
                ? null
                : new Reached(period, Rows.instant(row, "reached_at"), row.getLong("reached_amount"));
    }
}
