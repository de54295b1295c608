package dev.perennial.coupon.domain;

/** How long a discount lasts. */
public enum CouponDuration {
    /** For the first invoice that it takes something off. */
    ONCE,
    /** For a number of billing periods. */
    REPEATING,
    FOREVER
}
