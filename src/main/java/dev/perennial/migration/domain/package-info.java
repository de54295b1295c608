/** What is pure about moving: kinds and states, the reading of CSV, and the comparison of two bills. */
@NullMarked
package dev.perennial.migration.domain;

import org.jspecify.annotations.NullMarked;
