/** Perennial: subscription billing in one process over one PostgreSQL. Each sub-package is a module. */
@NullMarked
package dev.perennial;

import org.jspecify.annotations.NullMarked;
