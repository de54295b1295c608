/** How a feature says no: a kind, which decides about the HTTP status, a stable code, and the fields at fault. */
@NullMarked
package dev.perennial.shared.error;

import org.jspecify.annotations.NullMarked;
