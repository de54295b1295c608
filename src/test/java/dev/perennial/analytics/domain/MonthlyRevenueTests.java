package dev.perennial.analytics.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.coupon.domain.CouponDuration;
import dev.perennial.coupon.domain.CouponTerms;
import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeTiming;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.IntervalUnit;

import static org.assertj.core.api.Assertions.assertThat;

class MonthlyRevenueTests {
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");

    private static PlanTerms plan(BillingInterval interval, Charge... charges) {
        return new PlanTerms(new UUID(1, 1), new UUID(1, 2), "team", 1, interval, 0, 0, List.of(charges));
    }

    private static PlanTerms monthly(Charge... charges) {
        return plan(new BillingInterval(IntervalUnit.MONTH, 1), charges);
    }

    private static Charge seats(String unitAmount) {
        return new Charge(
                "seats",
                null,
                ChargeType.RECURRING,
                ChargeModel.PER_UNIT,
                List.of(new Price("USD", null, new BigDecimal(unitAmount))));
    }

    private static Charge flat(String code, ChargeType type, @Nullable ChargeTiming timing, long amount) {
        return new Charge(
                code, null, type, timing, ChargeModel.FLAT, null, null, List.of(new Price("USD", amount, null)));
    }

    private static GrantedDiscount discount(
            @Nullable String percentOff,
            @Nullable Long amountOff,
            CouponDuration duration,
            Set<String> charges,
            @Nullable Instant endsAt) {
        var terms = new CouponTerms(
                percentOff == null ? null : new BigDecimal(percentOff),
                amountOff,
                amountOff == null ? null : "USD",
                duration,
                null,
                Set.of(),
                charges);
        return new GrantedDiscount(new UUID(2, 2), new UUID(3, 3), "LESS", terms, endsAt);
    }

    private static long mrr(PlanTerms plan, long quantity, GrantedDiscount... discounts) {
        return MonthlyRevenue.of(plan, quantity, "USD", List.of(discounts), JANUARY)
                .amount();
    }

    @ParameterizedTest(name = "{0} every {2} {1}")
    @CsvSource({
        "3000,  MONTH, 1, 3000",
        "12000, YEAR,  1, 1000",
        "9000,  MONTH, 3, 3000",
        "24000, YEAR,  2, 1000",
        "1200,  WEEK,  1, 5200",
        "2400,  WEEK,  2, 5200",
        "120,   DAY,   1, 3650",
        "100,   YEAR,  1, 8",
        "90,    YEAR,  1, 8",
        "1000,  MONTH, 3, 333"
    })
    void bringsEveryIntervalToAMonth(long amount, IntervalUnit unit, int count, long expected) {
        var plan = plan(new BillingInterval(unit, count), flat("base", ChargeType.RECURRING, null, amount));

        assertThat(mrr(plan, 1)).isEqualTo(expected);
    }

    @Test
    void countsRecurringChargesInAdvanceAndInArrearsAndNothingElse() {
        var plan = monthly(
                seats("250"),
                flat("support", ChargeType.RECURRING, ChargeTiming.IN_ARREARS, 1000),
                flat("setup", ChargeType.ONE_TIME, null, 9900));

        assertThat(mrr(plan, 4)).isEqualTo(4 * 250 + 1000);
    }

    @Test
    void takesLastingDiscountsOffAsAnInvoiceDoes() {
        var plan = monthly(seats("250"), flat("support", ChargeType.RECURRING, null, 1000));
        var half = discount("50", null, CouponDuration.FOREVER, Set.of("support"), null);
        var amount = discount(null, 300L, CouponDuration.REPEATING, Set.of(), FEBRUARY);

        assertThat(mrr(plan, 4, half)).isEqualTo(1500);
        assertThat(mrr(plan, 4, half, amount)).isEqualTo(1200);
        assertThat(mrr(plan, 0, amount)).isEqualTo(700);
    }

    @Test
    void leavesOutWhatIsTakenOffOneInvoiceOnly() {
        var once = discount("50", null, CouponDuration.ONCE, Set.of(), null);

        assertThat(mrr(monthly(seats("250")), 4, once)).isEqualTo(1000);
    }

    @Test
    void isFullAgainFromThePeriodInWhichADiscountHasEnded() {
        var discounts = List.of(discount("10", null, CouponDuration.REPEATING, Set.of(), FEBRUARY));

        var last = MonthlyRevenue.of(monthly(seats("250")), 4, "USD", discounts, FEBRUARY.minusSeconds(1));
        var next = MonthlyRevenue.of(monthly(seats("250")), 4, "USD", discounts, FEBRUARY);

        assertThat(last.amount()).isEqualTo(900);
        assertThat(last.discountEndsAt()).contains(FEBRUARY);
        assertThat(next.amount()).isEqualTo(1000);
        assertThat(next.discountEndsAt()).isEmpty();
    }
}
