/**
 * The journal: one row for each state change, written in the transaction of the change.
 * <p>It is the audit trail (all rows), the public event log (the public types) and what webhooks carry, in one. Owns
 * only its table; it learns of changes by {@code DomainEvent}s, so a new event needs no change here.
 * <p>Always true: rows are never changed or removed by the service; the sequence of an object's rows has no gap.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"shared", "platform"})
package dev.perennial.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
