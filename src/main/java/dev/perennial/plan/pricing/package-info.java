/** What one charge costs: pure functions of price, quantity and share of a period. No clock, no database, no Spring. */
@NullMarked
@NamedInterface("pricing")
package dev.perennial.plan.pricing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
