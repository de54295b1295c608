/** Ids that are made in the application and sort by time. */
@NullMarked
package dev.perennial.shared.id;

import org.jspecify.annotations.NullMarked;
