package dev.perennial.coupon;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Discounts in PostgreSQL: those of many subscriptions at once. */
@Repository
class DiscountStore {
    private static final String SELECT = "select " + CouponStore.COLUMNS + """
            , d.id, d.account_id, d.subscription_id, d.periods_used, d.used_up, d.waits, d.ends_at, d.removed_at, d.created_at, d.updated_at
              from discount d join coupon c on c.tenant_id = d.tenant_id and c.id = d.coupon_id
             where d.tenant_id = :tenant
            """;
    private final JdbcClient jdbc;
    private final CouponStore coupons;

    DiscountStore(JdbcClient jdbc, CouponStore coupons) {
        this.jdbc = jdbc;
        this.coupons = coupons;
    }

    void insert(DiscountSnapshot discount) {
        jdbc.sql("""
                        insert into discount (tenant_id, id, coupon_id, account_id, subscription_id, created_at, updated_at)
                        values (:tenant, :id, :coupon, :account, :subscription, :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", discount.id())
                .param("coupon", discount.coupon().id())
                .param("account", discount.accountId())
                .param("subscription", discount.subscriptionId())
                .param("now", Rows.timestamp(discount.createdAt()))
                .update();
    }

    /** Those in force, in the order in which they were redeemed. */
    List<GrantedDiscount> inForce(Collection<UUID> subscriptionIds) {
        return jdbc.sql(SELECT + """
                         and d.subscription_id = any(:subscriptions::uuid[]) and d.removed_at is null and not d.used_up order by d.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscriptions", Rows.texts(subscriptionIds))
                .query((row, index) -> granted(row))
                .list();
    }

    /** Those in force of a subscription, and these of it in whatever state. */
    List<GrantedDiscount> inForceOr(UUID subscriptionId, Collection<UUID> ids) {
        return jdbc.sql(SELECT + """
                         and d.subscription_id = :subscription
                         and (d.id = any(:ids::uuid[]) or (d.removed_at is null and not d.used_up)) order by d.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("ids", Rows.texts(ids))
                .query((row, index) -> granted(row))
                .list();
    }

    private GrantedDiscount granted(ResultSet row) throws SQLException {
        return new GrantedDiscount(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "subscription_id"),
                row.getString("code"),
                coupons.coupon(row).terms(),
                Rows.instantOrNull(row, "ends_at"));
    }

    List<DiscountSnapshot> of(UUID subscriptionId) {
        return jdbc.sql(SELECT + " and d.subscription_id = :subscription order by d.id")
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .query(this::snapshot)
                .list();
    }

    /** Those of a subscription with greater ids, oldest first. */
    List<DiscountSnapshot> of(UUID subscriptionId, UUID after, int limit) {
        return jdbc.sql(SELECT + " and d.subscription_id = :subscription and d.id > :after order by d.id limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .param("after", after)
                .param("limit", limit)
                .query(this::snapshot)
                .list();
    }

    /** Those of all subscriptions, newest first. */
    List<DiscountSnapshot> list(UUID before, int limit) {
        return jdbc.sql(SELECT + " and d.id < :before order by d.id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("limit", limit)
                .query(this::snapshot)
                .list();
    }

    List<DiscountSnapshot> find(Collection<UUID> ids) {
        return jdbc.sql(SELECT + " and d.id = any(:ids::uuid[]) order by d.id")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::snapshot)
                .list();
    }

    /** As {@link #find}, held, without those that last forever. */
    List<DiscountSnapshot> lockEnding(Collection<UUID> ids) {
        return jdbc.sql(SELECT
                        + " and d.id = any(:ids::uuid[]) and c.duration <> 'FOREVER' order by d.id for update of d")
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(this::snapshot)
                .list();
    }

    /** Notes what invoices took: by that a ONCE discount is used up, and a REPEATING one ends with its last period. */
    void use(List<Discounts.Use> uses, Instant now) {
        jdbc.sql("""
                        update discount d
                           set periods_used = d.periods_used + u.periods, updated_at = :now, used_up = c.duration = 'ONCE',
                               ends_at = case when c.duration = 'REPEATING' and d.periods_used + u.periods >= c.duration_periods
                                              then coalesce(d.ends_at, u.period_end) end
                          from unnest(:ids::uuid[], :periods::int[], :ends::timestamptz[]) as u (id, periods, period_end), coupon c
                         where d.tenant_id = :tenant and d.id = u.id and c.tenant_id = d.tenant_id and c.id = d.coupon_id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(uses, Discounts.Use::discountId))
                .param("periods", Rows.texts(uses, use -> use.beginsPeriod() ? 1 : 0))
                .param("ends", Rows.texts(uses, Discounts.Use::periodEnd))
                .param("now", Rows.timestamp(now))
                .update();
    }

    /** Holds what a subscription has, so that nothing of it comes into force or ends meanwhile. */
    void lock(UUID subscriptionId) {
        jdbc.sql("""
                        select id from discount where tenant_id = :tenant and subscription_id = :subscription order by id for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("subscription", subscriptionId)
                .query()
                .listOfRows();
    }

    /** Of those that wait for these to be out of force, the first of each subscription and coupon is in force now. */
    void letNextIn(Collection<UUID> ids, Instant now) {
        jdbc.sql("""
                        update discount set used_up = false, waits = false, updated_at = :now
                         where tenant_id = :tenant and id in (
                               select distinct on (w.subscription_id, w.coupon_id) w.id
                                 from discount d
                                 join discount w on w.tenant_id = d.tenant_id and w.subscription_id = d.subscription_id
                                      and w.coupon_id = d.coupon_id and w.waits and w.removed_at is null
                                where d.tenant_id = :tenant and d.id = any(:ids::uuid[])
                                  and not exists (select from discount o
                                                   where o.tenant_id = w.tenant_id and o.subscription_id = w.subscription_id
                                                     and o.coupon_id = w.coupon_id and o.removed_at is null and not o.used_up)
                                order by w.subscription_id, w.coupon_id, w.id)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("now", Rows.timestamp(now))
                .update();
    }

    /**
     * Takes back what {@link #use} noted for an invoice that does not count any more. Without a period given back, the
     * last one stays the last one. Where the coupon was redeemed again meanwhile, the use waits for that one to be used.
     */
    void giveBack(Collection<UUID> ids, boolean beginsPeriod, Instant now) {
        jdbc.sql("""
                        update discount d
                           set periods_used = greatest(d.periods_used - :periods, 0), used_up = g.has_to_wait, waits = g.has_to_wait,
                               ends_at = case when :periods = 0 then d.ends_at end, updated_at = :now
                          from (select b.id, b.removed_at is null and exists (
                                       select from discount o
                                        where o.tenant_id = b.tenant_id and o.subscription_id = b.subscription_id
                                          and o.coupon_id = b.coupon_id and o.id <> b.id and o.removed_at is null
                                          and (not o.used_up or (o.id < b.id and o.id = any(:ids::uuid[])))) as has_to_wait
                                  from discount b where b.tenant_id = :tenant and b.id = any(:ids::uuid[])) g
                         where d.tenant_id = :tenant and d.id = g.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("periods", beginsPeriod ? 1 : 0)
                .param("now", Rows.timestamp(now))
                .update();
    }

    void remove(Collection<UUID> ids, Instant now) {
        jdbc.sql("""
                        update discount set removed_at = :now, updated_at = :now
                         where tenant_id = :tenant and id = any(:ids::uuid[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("now", Rows.timestamp(now))
                .update();
    }

    private DiscountSnapshot snapshot(ResultSet row, int index) throws SQLException {
        return new DiscountSnapshot(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "account_id"),
                Rows.uuid(row, "subscription_id"),
                coupons.coupon(row),
                row.getInt("periods_used"),
                Rows.instantOrNull(row, "ends_at"),
                row.getObject("removed_at") == null && (!row.getBoolean("used_up") || row.getBoolean("waits")),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"));
    }
}
