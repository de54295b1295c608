@NullMarked
package dev.perennial.platform.persistence;

import org.jspecify.annotations.NullMarked;
