/**
 * Prepaid credit: pay 100 now, spend 120 later.
 * <p>Owns purchases of credit. Does not own the invoice that asks for the money (invoice), nor the credit once it is
 * granted (credit).
 * <p>Always true: credit is granted once, and only for what was really paid; when the money goes back, so does the
 * credit, as far as it is not spent; no credit buys credit.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "credit",
            "tax :: domain",
            "invoice",
            "invoice :: domain",
            "invoice :: creditnote",
            "payment",
            "payment :: domain"
        })
package dev.perennial.prepaid;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
