package dev.perennial.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.analytics.domain.AccountMrr;
import dev.perennial.analytics.domain.MrrMovement;
import dev.perennial.analytics.domain.SubscriptionMrr;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** MRR in PostgreSQL: of many subscriptions and accounts at once. */
@Repository
class MrrStore {
    private static final BulkInsert<MrrMovement> MOVEMENTS = new BulkInsert<MrrMovement>("mrr_movement")
            .column("id", "uuid", MrrMovement::id)
            .column("subscription_id", "uuid", MrrMovement::subscriptionId)
            .column("account_id", "uuid", MrrMovement::accountId)
            .column("plan_id", "uuid", MrrMovement::planId)
            .column("currency", "text", MrrMovement::currency)
            .column("kind", "text", MrrMovement::kind)
            .column("amount", "bigint", MrrMovement::amount)
            .column("occurred_at", "timestamptz", MrrMovement::occurredAt);
    private final JdbcClient jdbc;
    private final JdbcOperations operations;

    MrrStore(JdbcClient jdbc, JdbcOperations operations) {
        this.jdbc = jdbc;
        this.operations = operations;
    }

    /** What is written down for these subscriptions, by id. */
    Map<UUID, SubscriptionMrr> find(Collection<UUID> subscriptionIds) {
        return jdbc
                .sql("""
                        select subscription_id, account_id, plan_id, currency, mrr, discount_ends_at
                          from subscription_mrr where tenant_id = :tenant and subscription_id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query(MrrStore::subscriptionMrr)
                .list()
                .stream()
                .collect(Collectors.toMap(SubscriptionMrr::subscriptionId, Function.identity()));
    }

    /** What the movements of subscriptions come to, by id. */
    Map<UUID, Long> movedBy(Collection<UUID> subscriptionIds) {
        return jdbc
                .sql("""
                        select subscription_id, sum(amount) as amount from mrr_movement
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) group by 1
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query((row, index) -> Map.entry(Rows.uuid(row, "subscription_id"), row.getLong("amount")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Those of the subscriptions that have a discount which runs out. */
    Set<UUID> withEndingDiscount(Collection<UUID> subscriptionIds) {
        return new HashSet<>(jdbc.sql("""
                        select subscription_id from subscription_mrr
                         where tenant_id = :tenant and subscription_id = any(:ids::uuid[]) and discount_ends_at is not null
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptionIds))
                .query(UUID.class)
                .list());
    }

    void save(List<SubscriptionMrr> subscriptions) {
        jdbc.sql("""
                        insert into subscription_mrr (tenant_id, subscription_id, account_id, plan_id, currency, mrr, discount_ends_at)
                        select :tenant, rows.*
                          from unnest(:ids::uuid[], :accounts::uuid[], :plans::uuid[], :currencies::text[], :amounts::bigint[],
                                      :ends::timestamptz[]) as rows
                        on conflict (tenant_id, subscription_id) do update
                           set plan_id = excluded.plan_id, mrr = excluded.mrr, discount_ends_at = excluded.discount_ends_at
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(subscriptions, SubscriptionMrr::subscriptionId))
                .param("accounts", Rows.texts(subscriptions, SubscriptionMrr::accountId))
                .param("plans", Rows.texts(subscriptions, SubscriptionMrr::planId))
                .param("currencies", Rows.texts(subscriptions, SubscriptionMrr::currency))
                .param("amounts", Rows.texts(subscriptions, SubscriptionMrr::mrr))
                .param("ends", Rows.texts(subscriptions, SubscriptionMrr::discountEndsAt))
                .update();
    }

    /**
     * The accounts, held until the transaction ends; one that has no row gets one first, so that two first
     * subscriptions at once cannot both be its first.
     */
    List<AccountMrr> hold(Collection<AccountMrr.Key> accounts) {
        var ids = Rows.texts(accounts, AccountMrr.Key::accountId);
        var currencies = Rows.texts(accounts, AccountMrr.Key::currency);
        jdbc.sql("""
                        insert into account_mrr (tenant_id, account_id, currency, mrr)
                        select :tenant, a.id, a.currency, 0 from unnest(:ids::uuid[], :currencies::text[]) as a (id, currency)
                         order by a.id, a.currency
                        on conflict do nothing
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", ids)
                .param("currencies", currencies)
                .update();
        return jdbc.sql("""
                        select m.account_id, m.currency, m.mrr, m.first_paid_on
                          from account_mrr m
                          join unnest(:ids::uuid[], :currencies::text[]) as a (id, currency)
                            on m.account_id = a.id and m.currency = a.currency
                         where m.tenant_id = :tenant
                         order by m.account_id, m.currency for update of m
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", ids)
                .param("currencies", currencies)
                .query((row, index) -> new AccountMrr(
                        new AccountMrr.Key(Rows.uuid(row, "account_id"), row.getString("currency")),
                        row.getLong("mrr"),
                        row.getObject("first_paid_on", LocalDate.class)))
                .list();
    }

    void update(List<AccountMrr> accounts) {
        jdbc.sql("""
                        update account_mrr m set mrr = a.mrr, first_paid_on = a.first_paid_on
                          from unnest(:ids::uuid[], :currencies::text[], :amounts::bigint[], :dates::date[])
                               as a (id, currency, mrr, first_paid_on)
                         where m.tenant_id = :tenant and m.account_id = a.id and m.currency = a.currency
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(accounts, account -> account.key().accountId()))
                .param(
                        "currencies",
                        Rows.texts(accounts, account -> account.key().currency()))
                .param("amounts", Rows.texts(accounts, AccountMrr::mrr))
                .param("dates", Rows.texts(accounts, AccountMrr::firstPaidOn))
                .update();
    }

    void insert(List<MrrMovement> movements) {
        MOVEMENTS.execute(operations, movements);
    }

    private static SubscriptionMrr subscriptionMrr(ResultSet row, int index) throws SQLException {
        return new SubscriptionMrr(
                Rows.uuid(row, "subscription_id"),
                Rows.uuid(row, "account_id"),
                Rows.uuid(row, "plan_id"),
                row.getString("currency"),
                row.getLong("mrr"),
                Rows.instantOrNull(row, "discount_ends_at"));
    }
}
