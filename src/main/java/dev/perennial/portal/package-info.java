/**
 * The portal: pages on which customers look after their own account.
 * <p>Owns the links that lead in and the visits that begin with them, and says what of an account a visitor gets to
 * see. Does not own what the pages show or do: that is asked of the modules below, which decide as they do for the API.
 * <p>Always true: a link opens one visit; a visit shows one account; a session that is closed shows nothing any more.
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
            "usage",
            "invoice",
            "invoice :: document",
            "payment",
            "payment :: domain",
            "payment :: method",
            "billing"
        })
package dev.perennial.portal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
