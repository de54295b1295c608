/** What integration tests stand on: one service, one PostgreSQL, and a driver that knows only HTTP. */
@NullMarked
package dev.perennial.support;

import org.jspecify.annotations.NullMarked;
