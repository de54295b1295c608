/**
 * The Redis that replicas may share: how it is asked, what may be left there, and what to do while it is away.
 */
@NullMarked
package dev.perennial.platform.redis;

import org.jspecify.annotations.NullMarked;
