package dev.perennial.platform.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Work that business time brings about, such as renewals. Every kind of it is a bean of this type, so that a test clock
 * that is moved finds all of it and does it in the order of time; of what falls due at one instant, {@code @Order} says
 * what comes first. In production ticks do the same work.
 */
public interface TimedWork {
    /** Renewals: the invoices of an instant are there before anything else looks at them. */
    int RENEWALS = 100;
    /** What finalizes drafts. */
    int DRAFTS = 200;
    /** What follows from invoices and payments. */
    int DUNNING = 300;
    /** What late payments cost, after whatever could pay them at that instant. */
    int LATE_FEES = 350;
    /** What only tells: reminders, expiries. */
    int NOTICES = 400;
    /** What writes down how things are. */
    int EXPORTS = 500;

    /** When the next piece for the current tenant falls due, if there is any. */
    Optional<Instant> nextDueAt();

    /** Does everything for the current tenant that is due by {@code asOf}, after which {@link #nextDueAt} is later. */
    void workUpTo(Instant asOf);
}
