@NullMarked
package dev.perennial.shared.time;

import org.jspecify.annotations.NullMarked;
