@NullMarked
package dev.perennial.shared.error;

import org.jspecify.annotations.NullMarked;
