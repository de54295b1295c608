@NullMarked
package dev.perennial.shared.money;

import org.jspecify.annotations.NullMarked;
