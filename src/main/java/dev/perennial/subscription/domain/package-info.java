/** States and dates of subscriptions: pure functions and enums. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.subscription.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
