package dev.perennial.billing.domain;

import dev.perennial.coupon.domain.GrantedDiscount;
import dev.perennial.invoice.domain.Discount;

/** Discounts of subscriptions as invoices apply them. */
public final class CouponDiscounts {

    private CouponDiscounts() {}

    public static Discount discount(GrantedDiscount granted) {
        var terms = granted.terms();
        return new Discount(
                granted.id(),
                granted.couponCode(),
                terms.percentOff(),
                terms.amountOff(),
                terms.chargeCodes(),
                !terms.planCodes().isEmpty());
    }
}
