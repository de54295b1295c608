package dev.perennial.coupon.domain;

import java.math.BigDecimal;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a coupon takes off: a percentage or an amount.
 *
 * @param amountOff minor units of {@code currency}, for a whole period
 * @param durationPeriods for REPEATING
 * @param planCodes the plans it is limited to; empty for all
 * @param chargeCodes the charges it is limited to; empty for all
 */
public record CouponTerms(
        @Nullable BigDecimal percentOff,
        @Nullable Long amountOff,
        @Nullable String currency,
        CouponDuration duration,
        @Nullable Integer durationPeriods,
        Set<String> planCodes,
        Set<String> chargeCodes) {

    public CouponTerms {
        planCodes = Set.copyOf(planCodes);
        chargeCodes = Set.copyOf(chargeCodes);
    }

    public boolean isForPlan(String planCode) {
        return planCodes.isEmpty() || planCodes.contains(planCode);
    }

    /** Whether it can be taken off what is billed in a currency: a percentage always can. */
    public boolean isForCurrency(String billed) {
        return currency == null || currency.equals(billed);
    }
}
