@NullMarked
package dev.perennial.migration.row;

import org.jspecify.annotations.NullMarked;
