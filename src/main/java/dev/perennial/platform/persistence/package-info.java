/** The database: which one, its migrations, and what JDBC lacks for sets of rows. */
@NullMarked
package dev.perennial.platform.persistence;

import org.jspecify.annotations.NullMarked;
