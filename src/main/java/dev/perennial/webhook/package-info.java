/**
 * Webhooks: public events, sent to the systems of the tenant.
 * <p>Owns endpoints with their secrets, what is to be delivered to them, and the log of every attempt. Does not own
 * events (journal) nor what they mean.
 * <p>Always true: what an event must be sent to is noted in the transaction that writes the event; it stays noted until
 * a receiver took it or it became a dead letter; every attempt carries the same id and the same body; no endpoint waits
 * for another; nothing is sent to an address that is not public.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform", "journal"})
package dev.perennial.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
