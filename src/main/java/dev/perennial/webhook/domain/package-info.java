/** The rules of sending: when, where to, and what counts. Pure. */
@NullMarked
package dev.perennial.webhook.domain;

import org.jspecify.annotations.NullMarked;
