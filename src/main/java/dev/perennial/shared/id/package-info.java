@NullMarked
package dev.perennial.shared.id;

import org.jspecify.annotations.NullMarked;
