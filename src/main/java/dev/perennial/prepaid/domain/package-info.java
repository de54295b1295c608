/** What is bought with what was paid: pure. */
@NullMarked
package dev.perennial.prepaid.domain;

import org.jspecify.annotations.NullMarked;
