/**
 * Shadow runs: what would be billed here, compared with what the other system bills, before anybody is billed twice or
 * not at all.
 * <p>Always true: a run bills nothing, and its end does not depend on how many replicas work at it.
 */
@NullMarked
package dev.perennial.migration.shadow;

import org.jspecify.annotations.NullMarked;
