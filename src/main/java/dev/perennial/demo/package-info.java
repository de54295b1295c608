/**
 * The demo: what somebody finds who starts the service for the first time and has nothing configured.
 * <p>Owns the invented company whose catalogue, customers and six months of history fill the demo tenant, and the lines
 * that say how to go on. Owns no table and no endpoint; nothing depends on it, and a service on a database of its
 * operator's never runs the story.
 * <p>Always true: every step goes through the same services as a request, so the history obeys every rule; telling the
 * story again changes nothing; a demo that fails costs the demo, not the service.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "tenant",
            "account",
            "plan",
            "plan :: pricing",
            "subscription",
            "invoice",
            "payment",
            "payment :: method",
            "billing"
        })
package dev.perennial.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
