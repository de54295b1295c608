/**
 * Readers of what other billing systems export: pure functions from their objects, as their APIs show them, to the
 * fields of our rows.
 */
@NullMarked
package dev.perennial.migration.domain.source;

import org.jspecify.annotations.NullMarked;
