/**
 * Running the service: whether what must always hold does hold, how the queues stand, and what a person may do about
 * it.
 * <p>Owns the nightly check of all rules and what it found, and the operator's log. Does not own any of the work it
 * looks at: it asks the modules for that.
 * <p>Always true: checks read and never write; whatever somebody does here is written down, with who and when.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "subscription",
            "invoice",
            "invoice :: domain",
            "payment",
            "payment :: domain",
            "billing",
            "dunning",
            "webhook",
            "taxation"
        })
package dev.perennial.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
