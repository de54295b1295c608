/**
 * The console: the service in a browser, for the people of a tenant, at {@code /console}.
 * <p>Owns pages, and no rule and no data: it calls the services that the REST API calls and shows the snapshots that
 * the REST API shows. Does not own sessions, cookies and refusals, which the platform has for all pages.
 * <p>Always true: a page asks for the scope of the operation of the API that does the same; whoever may only read is
 * shown nothing to press; nothing is loaded from anywhere else, and no script or style stands in a page.
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
            "subscription :: domain",
            "invoice",
            "invoice :: domain",
            "invoice :: document",
            "payment",
            "payment :: domain",
            "billing",
            "dunning",
            "journal",
            "webhook",
            "webhook :: domain",
            "analytics"
        })
package dev.perennial.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
