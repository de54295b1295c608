/** Stories, each told over HTTP with the test clock. */
@NullMarked
package dev.perennial.scenario;

import org.jspecify.annotations.NullMarked;
