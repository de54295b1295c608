/**
 * Analytics: what subscriptions bring in a month, how that moves, and the figures that founders look at in the morning.
 * <p>Owns MRR movements, daily figures and snapshots. Does not own anything that they are made from: it hears domain
 * events, and reads what subscriptions are to pay.
 * <p>Always true: a movement is written in the transaction that causes it; MRR at any date is the sum of the movements
 * up to it, and what a recount of all subscriptions gives; a figure is a sum of days, whatever the number of invoices.
 * <p>Whoever holds several things takes them in this order: subscription, account; accounts by id.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "tenant",
            "plan",
            "plan :: pricing",
            "subscription",
            "subscription :: domain",
            "coupon",
            "coupon :: domain",
            "tax :: domain",
            "invoice",
            "invoice :: domain",
            "invoice :: creditnote",
            "payment",
            "payment :: domain",
            "dunning",
            "exchange"
        })
package dev.perennial.analytics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
