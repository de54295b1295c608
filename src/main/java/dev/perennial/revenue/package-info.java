/**
 * Revenue: when what was billed is earned, and the books that say so.
 * <p>Owns the pieces into which lines are split by service time, and a ledger by double entry. Does not own what it is
 * made from: it notes what happens in the transactions of invoices, credit notes, payments, refunds and credit, and
 * writes the books afterwards, in order.
 * <p>Always true: every entry balances; what is recognized and what is deferred of a line are what was billed less what
 * was taken back; a month that is over does not change.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "tenant",
            "credit",
            "invoice",
            "invoice :: domain",
            "invoice :: creditnote",
            "payment",
            "payment :: domain"
        })
package dev.perennial.revenue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
