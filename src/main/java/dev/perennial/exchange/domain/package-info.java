/** Rates and when they come: pure. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.exchange.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
