@NullMarked
package dev.perennial.platform.trace;

import org.jspecify.annotations.NullMarked;
