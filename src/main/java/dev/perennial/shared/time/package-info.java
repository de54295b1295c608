/** Billing periods: half-open, and always counted from the original anchor. */
@NullMarked
package dev.perennial.shared.time;

import org.jspecify.annotations.NullMarked;
