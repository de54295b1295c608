/** The port by which everybody who keeps a copy of personal data is asked to let go of it. */
@NullMarked
package dev.perennial.platform.privacy;

import org.jspecify.annotations.NullMarked;
