/**
 * Credits: money that an account may spend on its next invoices.
 * <p>Owns grants and the ledger of what was drawn from them. Does not own invoices, which say how much they need.
 * <p>Always true: what remains of a grant is its amount less its draws, and never negative; an account's balance is the
 * sum of what remains.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform", "account"})
package dev.perennial.credit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
