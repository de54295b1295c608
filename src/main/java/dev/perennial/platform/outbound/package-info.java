/**
 * Calls to addresses that a tenant chose: webhooks, stores of exports. They reach the public internet and nothing else
 * of ours, whatever a name resolves to at the moment of the call.
 */
@NullMarked
package dev.perennial.platform.outbound;

import org.jspecify.annotations.NullMarked;
