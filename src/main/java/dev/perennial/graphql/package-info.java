/**
 * The same objects and the common writes as a graph, at {@code /graphql}.
 * <p>Owns the schema and how much a query may ask for, and no rule of its own: it calls the services that the REST API
 * calls, and shows the snapshots that the REST API shows.
 * <p>Always true: each field asks for the scope of its resource; what a list refers to is loaded in one go for all of
 * it.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "plan",
            "subscription",
            "subscription :: domain",
            "usage",
            "invoice",
            "invoice :: domain",
            "payment",
            "payment :: domain",
            "billing",
            "journal"
        })
package dev.perennial.graphql;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
