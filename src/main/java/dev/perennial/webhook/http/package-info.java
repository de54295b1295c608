/** Sends one message to one address, and to no address that is not public. */
@NullMarked
package dev.perennial.webhook.http;

import org.jspecify.annotations.NullMarked;
