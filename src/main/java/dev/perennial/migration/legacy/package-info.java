/**
 * Invoices and payments of other billing systems, kept as documents to look at.
 * <p>Always true: they are in no figure, book or number series of ours, and nothing is collected for them.
 */
@NullMarked
package dev.perennial.migration.legacy;

import org.jspecify.annotations.NullMarked;
