package dev.perennial.coupon.domain;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A discount that a subscription has.
 *
 * @param endsAt the end of its last period; null while none is the last
 */
public record GrantedDiscount(
        UUID id,
        UUID subscriptionId,
        String couponCode,
        CouponTerms terms,
        @Nullable Instant endsAt) {

    /** Whether an invoice for a period of a plan is discounted. */
    public boolean appliesTo(String planCode, String currency, Instant periodStart) {
        return terms.isForPlan(planCode)
                && terms.isForCurrency(currency)
                && (endsAt == null || periodStart.isBefore(endsAt));
    }
}
