/**
 * Coupons: what may be taken off, how often and for how long, and which subscriptions redeemed them.
 * <p>Owns coupons and discounts. Does not own amounts: an invoice applies discounts to its lines.
 * <p>Always true: a coupon is not redeemed more often than it may be; a coupon never changes what it takes off.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform", "subscription", "subscription :: domain"})
package dev.perennial.coupon;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
