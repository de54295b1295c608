/**
 * Where time comes from. Business time is the tenant's, and stands where a test clock was put; what machines agree on
 * with each other, such as leases and time-outs, goes by the wall clock or the database's.
 */
@NullMarked
package dev.perennial.platform.clock;

import org.jspecify.annotations.NullMarked;
