/** What a subscription brings in a month, what a movement means, and rates: pure functions and enums. */
@NullMarked
package dev.perennial.analytics.domain;

import org.jspecify.annotations.NullMarked;
