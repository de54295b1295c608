/**
 * Payments: one row for each attempt to collect an invoice.
 * <p>Owns attempts, their states and the gateway port. Does not own what is due (invoice) nor when to try again
 * (dunning).
 * <p>Always true: an attempt and its idempotency key are committed before the gateway is called; at most one attempt
 * per invoice is in flight; no answer means UNKNOWN, never failed; nothing is charged twice.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "account",
            "tax",
            "tax :: domain",
            "invoice",
            "invoice :: domain",
            "invoice :: creditnote",
            "invoice :: document"
        })
package dev.perennial.payment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
