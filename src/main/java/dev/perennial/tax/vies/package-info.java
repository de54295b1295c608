/** The registry of the European Commission. */
@NullMarked
package dev.perennial.tax.vies;

import org.jspecify.annotations.NullMarked;
