/**
 * The rows of our own format, one type for each entity: what any other system's objects are translated into, and what
 * is staged.
 */
@NullMarked
package dev.perennial.migration.row;

import org.jspecify.annotations.NullMarked;
