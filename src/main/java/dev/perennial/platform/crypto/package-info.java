@NullMarked
package dev.perennial.platform.crypto;

import org.jspecify.annotations.NullMarked;
