@NullMarked
package dev.perennial.platform.security;

import org.jspecify.annotations.NullMarked;
