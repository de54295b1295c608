/**
 * Pure Java that every module speaks: money, billing periods, ids, events and errors.
 * <p>Owns arithmetic that may never be wrong. Does not know Spring, SQL or any feature.
 */
@NullMarked
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
package dev.perennial.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
