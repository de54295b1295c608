@NullMarked
package dev.perennial.platform.job;

import org.jspecify.annotations.NullMarked;
