/** States and schedules of dunning: pure functions and enums. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.dunning.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
