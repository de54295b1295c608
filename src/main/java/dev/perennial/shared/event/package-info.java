/** Facts in the past tense. Whoever publishes one does not know who hears it. */
@NullMarked
package dev.perennial.shared.event;

import org.jspecify.annotations.NullMarked;
