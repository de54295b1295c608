@NullMarked
package dev.perennial.platform.clock;

import org.jspecify.annotations.NullMarked;
