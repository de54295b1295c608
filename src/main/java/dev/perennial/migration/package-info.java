/**
 * Moving here from another billing system.
 * <p>Owns imports and their staging area, which object of ours each of theirs became, and the invoices and payments of
 * the other system, kept as documents. Does not own what it brings in: accounts, plans, subscriptions, credit and usage
 * belong to their modules, which check and store them.
 * <p>Always true: a row is brought in once, however often it is sent; a row that fails stops no other; nothing is
 * billed for a time that was billed elsewhere; nobody outside hears of an import; legacy invoices are in no figure,
 * book or number series.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "plan",
            "plan :: pricing",
            "subscription",
            "subscription :: domain",
            "usage",
            "credit",
            "invoice",
            "payment",
            "payment :: method",
            "billing"
        })
package dev.perennial.migration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
