/**
 * Tax: which rates apply to whom, and why.
 * <p>Owns the table of rates and what is known of VAT ids. Does not own amounts: an invoice puts rates on its lines.
 * <p>Always true: a rate never changes, it is replaced by another; a registry that does not answer makes nobody a
 * consumer.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform", "account"})
package dev.perennial.tax;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
