/**
 * Usage: what customers used, reported as events, and what it comes to in any stretch of time.
 * <p>Owns events, the keys by which each counts once, their hourly roll-ups, and alerts and spend limits on them. Does
 * not own what usage costs (plan) nor when it is billed (billing).
 * <p>Always true: a key counts once; a roll-up is what a recount of its events would give; an event never changes.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"shared", "platform", "plan", "plan :: pricing", "subscription", "subscription :: domain"
        })
package dev.perennial.usage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
