/**
 * Secrets that must be read again are sealed, so that a copy of the database gives none of them away. What need not be
 * read again is hashed where it is kept.
 */
@NullMarked
package dev.perennial.platform.crypto;

import org.jspecify.annotations.NullMarked;
