/**
 * Billing: the run, and everything that needs to see subscriptions, invoices and payments at once.
 * <p>Owns the story from due to collected, and which renewals are drafts. Owns no other table: what is due belongs to
 * subscription, documents to invoice, attempts to payment.
 * <p>Always true: a period is billed once whatever is repeated, killed or run twice at the same time; one subscription
 * that cannot be billed is parked and stops nobody else; no gateway is called inside a transaction.
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
            "coupon",
            "coupon :: domain",
            "credit",
            "tax",
            "tax :: domain",
            "taxation",
            "invoice",
            "invoice :: domain",
            "invoice :: creditnote",
            "payment",
            "payment :: domain"
        })
package dev.perennial.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
