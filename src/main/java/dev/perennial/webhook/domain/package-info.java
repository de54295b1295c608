/** The rules of sending: when, where to, and what counts. Pure. */
@NullMarked
@NamedInterface("domain")
package dev.perennial.webhook.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
