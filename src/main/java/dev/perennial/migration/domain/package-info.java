@NullMarked
package dev.perennial.migration.domain;

import org.jspecify.annotations.NullMarked;
