/** Figures that other billing systems worked out, held against our engine. */
@NullMarked
package dev.perennial.cases;

import org.jspecify.annotations.NullMarked;
