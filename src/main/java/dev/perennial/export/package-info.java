/**
 * Exports: every list as CSV or newline-delimited JSON, however long it is.
 * <p>Owns nothing. What a row holds is what the list shows; it is read page by page and never held as a whole.
 * <p>Always true: no cell of a CSV begins with what a spreadsheet takes for a formula.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "plan",
            "subscription",
            "usage",
            "coupon",
            "credit",
            "tax",
            "invoice",
            "invoice :: creditnote",
            "payment",
            "prepaid",
            "journal",
            "webhook"
        })
package dev.perennial.export;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
