/**
 * Tenants: the companies that bill with this service.
 * <p>Owns tenants, their API keys, settings and test clock. Does not own anything that is billed.
 * <p>Always true: a key is stored only as a hash; a live tenant has no test clock; a test clock never goes back.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform"})
package dev.perennial.tenant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
