package dev.perennial.coupon;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Coupons in PostgreSQL. */
@Repository
class CouponStore {
    /** With an alias, so that discounts can be joined; {@link #coupon} reads these columns. */
    static final String COLUMNS = """
            c.id as coupon_id, c.code, c.name, c.percent_off, c.amount_off, c.currency, c.duration, c.duration_periods,
            c.max_redemptions, c.redeem_by, c.plan_codes, c.charge_codes, c.times_redeemed, c.archived_at, c.metadata,
            c.created_at as coupon_created_at, c.updated_at as coupon_updated_at
            """;

    private static final String SELECT = "select " + COLUMNS + " from coupon c where c.tenant_id = :tenant";
    private static final TypeReference<List<String>> CODES = new TypeReference<>() {};
    private final JdbcClient jdbc;
    private final Rows rows;

    CouponStore(JdbcClient jdbc, Rows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    void insert(CouponSnapshot coupon) {
        jdbc.sql("""
                        insert into coupon (tenant_id, id, code, name, percent_off, amount_off, currency, duration, duration_periods,
                                            max_redemptions, redeem_by, plan_codes, charge_codes, metadata, created_at, updated_at)
                        values (:tenant, :id, :code, :name, :percent, :amount, :currency, :duration, :periods, :max, :by, :plans::jsonb,
                                :charges::jsonb, :metadata::jsonb, :now, :now)
                        """)
                .param("tenant", CurrentTenant.id())
                .param("id", coupon.id())
                .param("code", coupon.code())
                .param("name", coupon.name())
                .param("percent", coupon.percentOff())
                .param("amount", coupon.amountOff())
                .param("currency", coupon.currency())
                .param("duration", coupon.duration().name())
                .param("periods", coupon.durationPeriods())
                .param("max", coupon.maxRedemptions())
                .param("by", Rows.timestamp(coupon.redeemBy()))
                .param("plans", rows.toJson(coupon.planCodes()))
                .param("charges", rows.toJson(coupon.chargeCodes()))
                .param("metadata", rows.toJson(coupon.metadata()))
                .param("now", Rows.timestamp(coupon.createdAt()))
                .update();
    }

    /** Counts a redemption, unless there are as many as there may be. */
    boolean redeem(UUID id, Instant now) {
        return jdbc.sql("""
                                update coupon set times_redeemed = times_redeemed + 1, updated_at = :now
                                 where tenant_id = :tenant and id = :id and archived_at is null
                                   and (max_redemptions is null or times_redeemed < max_redemptions)
                                """)
                        .param("tenant", CurrentTenant.id())
                        .param("id", id)
                        .param("now", Rows.timestamp(now))
                        .update()
                == 1;
    }

    void archive(UUID id, Instant now) {
        jdbc.sql("update coupon set archived_at = :now, updated_at = :now where tenant_id = :tenant and id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .param("now", Rows.timestamp(now))
                .update();
    }

    Optional<CouponSnapshot> find(UUID id) {
        return jdbc.sql(SELECT + " and c.id = :id")
                .param("tenant", CurrentTenant.id())
                .param("id", id)
                .query((row, index) -> coupon(row))
                .optional();
    }

    Optional<CouponSnapshot> findByCode(String code) {
        return jdbc.sql(SELECT + " and c.code = :code")
                .param("tenant", CurrentTenant.id())
                .param("code", code)
                .query((row, index) -> coupon(row))
                .optional();
    }

    List<CouponSnapshot> list(@Nullable Boolean active, UUID before, int limit) {
        var narrowed = active == null ? "" : active ? " and c.archived_at is null" : " and c.archived_at is not null";
        return jdbc.sql(SELECT + narrowed + " and c.id < :before order by c.id desc limit :limit")
                .param("tenant", CurrentTenant.id())
                .param("before", before)
                .param("limit", limit)
                .query((row, index) -> coupon(row))
                .list();
    }

    /** Reads {@link #COLUMNS}. */
    CouponSnapshot coupon(ResultSet row) throws SQLException {
        var percent = row.getBigDecimal("percent_off");
        return new CouponSnapshot(
                Rows.uuid(row, "coupon_id"),
                row.getString("code"),
                row.getString("name"),
                percent == null ? null : percent.stripTrailingZeros(),
                row.getObject("amount_off", Long.class),
                row.getString("currency"),
                CouponDuration.valueOf(row.getString("duration")),
                row.getObject("duration_periods", Integer.class),
                row.getObject("max_redemptions", Integer.class),
                Rows.instantOrNull(row, "redeem_by"),
                rows.list(row, "plan_codes", CODES),
                rows.list(row, "charge_codes", CODES),
                row.getInt("times_redeemed"),
                row.getObject("archived_at") == null,
                rows.strings(row, "metadata"),
                Rows.instant(row, "coupon_created_at"),
                Rows.instant(row, "coupon_updated_at"));
    }
}
