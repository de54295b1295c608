/** States, kinds and sums of invoices: pure functions and enums. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.invoice.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
