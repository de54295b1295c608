/** How CSV is written: pure. */
@NullMarked
package dev.perennial.export.domain;

import org.jspecify.annotations.NullMarked;
