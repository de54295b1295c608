/** The steps of work that are worth seeing apart, in traces and as timers. */
@NullMarked
package dev.perennial.platform.trace;

import org.jspecify.annotations.NullMarked;
