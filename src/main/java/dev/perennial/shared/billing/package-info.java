@NullMarked
package dev.perennial.shared.billing;

import org.jspecify.annotations.NullMarked;
