/** Billing periods: half-open, and always counted from the original anchor, in time zones that have names. */
@NullMarked
package dev.perennial.shared.time;

import org.jspecify.annotations.NullMarked;
