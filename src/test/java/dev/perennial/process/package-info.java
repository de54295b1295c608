/** The service as it is operated: several processes on one database, any of which may die at any moment. */
@NullMarked
package dev.perennial.process;

import org.jspecify.annotations.NullMarked;
