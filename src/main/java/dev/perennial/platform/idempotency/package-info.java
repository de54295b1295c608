/**
 * A POST with an {@code Idempotency-Key} happens once, however often it is sent.
 * <p>Always true: the id of what it makes is reserved before it starts; a key with another request is refused.
 */
@NullMarked
package dev.perennial.platform.idempotency;

import org.jspecify.annotations.NullMarked;
