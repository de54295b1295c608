@NullMarked
package dev.perennial.platform.config;

import org.jspecify.annotations.NullMarked;
