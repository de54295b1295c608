/** Straight lines and balanced entries: pure functions and records. */
@NullMarked
package dev.perennial.revenue.domain;

import org.jspecify.annotations.NullMarked;
