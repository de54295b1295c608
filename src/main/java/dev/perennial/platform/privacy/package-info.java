@NullMarked
package dev.perennial.platform.privacy;

import org.jspecify.annotations.NullMarked;
