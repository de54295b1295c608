/**
 * Money without surprises: whole minor units of one currency, shares that stay exact, and the only places that round.
 */
@NullMarked
package dev.perennial.shared.money;

import org.jspecify.annotations.NullMarked;
