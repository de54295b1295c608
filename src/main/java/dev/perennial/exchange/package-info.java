/**
 * Exchange rates: what currencies were worth in each other, day by day, as the European Central Bank publishes it.
 * <p>Owns the rates of each day. Does not own what was converted by them: a document keeps the rate it was made with.
 * <p>Always true: the rates of a day are those of one publication; a day without one has those of the last day before
 * it. Rates are the same for everybody, so these rows belong to no tenant.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform"})
package dev.perennial.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
