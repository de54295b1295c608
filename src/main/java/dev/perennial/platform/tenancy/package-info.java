@NullMarked
package dev.perennial.platform.tenancy;

import org.jspecify.annotations.NullMarked;
