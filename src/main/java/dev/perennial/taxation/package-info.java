/**
 * Tax from a provider: asks what is due on invoices that await it, makes them final, and tells the provider what was
 * billed and what was given back.
 * <p>Owns who is to be asked and told, and when again. Does not own amounts (invoice), rates of the tenant's own (tax)
 * nor what a provider's protocol looks like (payment, where the client of Stripe is).
 * <p>Always true: no transaction is open while a provider is asked; an invoice is told of once, however often it is
 * tried.
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
            "payment"
        })
package dev.perennial.taxation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
