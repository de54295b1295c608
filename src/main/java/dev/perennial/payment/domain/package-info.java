/** States of payments: pure enums. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.payment.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
