/** What is written about the service is held against what it does. */
@NullMarked
package dev.perennial.docs;

import org.jspecify.annotations.NullMarked;
