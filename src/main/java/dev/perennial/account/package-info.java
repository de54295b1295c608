/**
 * Accounts: who is billed.
 * <p>Owns names, addresses, currency, time zone, terms, dunning status and what may be shown of payment methods. Does
 * not own how money moves (payment) nor what is sold (plan).
 * <p>Always true: an external id belongs to one living account of a tenant; a default payment method belongs to its
 * account and is attached.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform"})
package dev.perennial.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
