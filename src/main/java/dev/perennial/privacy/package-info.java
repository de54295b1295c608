/**
 * What a person may ask of whoever keeps data about him: all of it, or an end of it.
 * <p>Owns the two stories, not the data: each module reads and erases its own, as account's erasure and {@code
 * PersonalDataHolder} ask it to.
 * <p>Always true: an account is erased here only after the gateway has let go of its payment methods.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "subscription",
            "coupon",
            "credit",
            "invoice",
            "invoice :: creditnote",
            "payment",
            "payment :: method",
            "journal"
        })
package dev.perennial.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
