/** What a coupon takes off, and for how long: pure records and enums. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.coupon.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
