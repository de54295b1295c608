/** Benchmarks: {@code ./mvnw -Pbench verify}, see docs/performance.md. Not part of the ordinary build. */
@NullMarked
package dev.perennial.bench;

import org.jspecify.annotations.NullMarked;
