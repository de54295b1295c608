/**
 * Spring plumbing that knows no feature: tenancy, clock, database, HTTP conventions, security, idempotency, jobs.
 * <p>Owns what every request and job goes through. Where it needs a feature (key look-up, a tenant's clock) it declares
 * a port that the feature implements.
 */
@NullMarked
@ApplicationModule(type = ApplicationModule.Type.OPEN, allowedDependencies = "shared")
package dev.perennial.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
