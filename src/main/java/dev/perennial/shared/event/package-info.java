@NullMarked
package dev.perennial.shared.event;

import org.jspecify.annotations.NullMarked;
