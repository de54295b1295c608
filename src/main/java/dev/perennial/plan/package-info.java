/**
 * Plans: what is sold, at which prices.
 * <p>Owns plans, their immutable versions, charges and prices, and the arithmetic of one charge ({@code pricing}). Does
 * not own who bought what (subscription) nor when it is billed (billing).
 * <p>Always true: a version never changes; every charge has at most one price per currency.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform"})
package dev.perennial.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
