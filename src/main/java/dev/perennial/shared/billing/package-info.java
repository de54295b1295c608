/** Words of billing that modules share which may not know each other. */
@NullMarked
package dev.perennial.shared.billing;

import org.jspecify.annotations.NullMarked;
