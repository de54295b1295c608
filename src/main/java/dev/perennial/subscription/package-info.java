/**
 * Subscriptions: who bought what, since when, and up to when it is billed.
 * <p>Owns the lifecycle, the period grid and the billing schedule (what is due). Does not own invoices: what a change
 * is worth is settled by billing, above.
 * <p>Always true: periods are counted from the original anchor; a cancelled subscription is never due; the schedule row
 * is locked before a subscription changes, so a run and a request cannot cross.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform", "account", "plan", "plan :: pricing"})
package dev.perennial.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
