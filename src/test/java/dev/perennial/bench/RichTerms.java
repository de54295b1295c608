package dev.perennial.bench;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.coupon.CouponService;
import dev.perennial.coupon.NewCoupon;
import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.plan.PlanDetails;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Tier;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.tax.NewTaxRate;
import dev.perennial.tax.TaxRateService;

/**
 * All that an invoice can bear at once: graduated tiers, two rates of tax, a coupon that takes off a percentage, and
 * account credit that pays a part.
 */
class RichTerms {
    private static final long CREDIT = 300;
    private final CouponService coupons;
    private final TaxRateService taxRates;

    RichTerms(CouponService coupons, TaxRateService taxRates) {
        this.coupons = coupons;
        this.taxRates = taxRates;
    }

    /** Seats, the first ten at one price, the next twenty at another. */
    static PlanDetails plan(String code) {
        var price = Price.tiered(
                "USD",
                new Tier(BigDecimal.TEN, new BigDecimal("1000"), null),
                new Tier(new BigDecimal("30"), new BigDecimal("800"), null),
                new Tier(null, new BigDecimal("650.5"), 1000L));
        var seats = new Charge("seats", "Seats", ChargeType.RECURRING, ChargeModel.GRADUATED, List.of(price));
        return new PlanDetails(code, "Rich", null, IntervalUnit.MONTH, 1, 0, 0, List.of(seats), null);
    }

    /** Rates and a coupon of the current tenant. Returns the coupon. */
    UUID prepare() {
        taxRates.create(
                UuidV7.next(), new NewTaxRate("Federal", "US", null, null, new BigDecimal("6.25"), false, null, null));
        taxRates.create(
                UuidV7.next(),
                new NewTaxRate("New York", "US", "NY", null, new BigDecimal("2.375"), false, null, null));
        return coupons.create(
                        UuidV7.next(),
                        new NewCoupon(
                                "SPRING",
                                null,
                                new BigDecimal("12.5"),
                                null,
                                null,
                                CouponDuration.FOREVER,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null))
                .id();
    }

    /** Lays the terms on everything that was sold: between one and fifty seats each. */
    static void layOn(JdbcClient owner, UUID tenantId, UUID couponId) {
        for (var statement : """
                update subscription s set quantity = 1 + n % 50
                  from (select id, row_number() over (order by id) as n from subscription where tenant_id = :tenant) o
                 where s.tenant_id = :tenant and s.id = o.id;
                update account set address = '{"country": "US", "state": "NY"}', credit_balance_minor = :credit where tenant_id = :tenant;
                insert into discount (tenant_id, id, coupon_id, account_id, subscription_id, created_at, updated_at)
                select tenant_id, uuidv7(), :coupon, account_id, id, start_at, start_at from subscription where tenant_id = :tenant;
                update coupon set times_redeemed = (select count(*) from discount where tenant_id = :tenant) where tenant_id = :tenant;
                insert into credit_grant (tenant_id, id, account_id, amount, remaining, currency, reason, created_at, updated_at)
                select tenant_id, uuidv7(), id, :credit, :credit, 'USD', 'A gift', created_at, created_at from account
                 where tenant_id = :tenant;
                insert into journal (tenant_id, id, sequence, type, object_type, object_id, account_id, actor, object, previous, occurred_at)
                select tenant_id, uuidv7(), 1, 'credit.granted', 'credit', id, account_id, 'system',
                       jsonb_build_object('id', id, 'account_id', account_id), '{}', created_at
                  from credit_grant where tenant_id = :tenant""".split(";")) {
            owner.sql(statement)
                    .param("tenant", tenantId)
                    .param("coupon", couponId)
                    .param("credit", CREDIT)
                    .update();
        }
    }
}
