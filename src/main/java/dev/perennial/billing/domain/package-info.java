/** From a due subscription to an invoice draft: pure functions. */
@NullMarked
package dev.perennial.billing.domain;

import org.jspecify.annotations.NullMarked;
