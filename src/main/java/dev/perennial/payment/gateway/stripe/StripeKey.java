package dev.perennial.payment.gateway.stripe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What the age of an idempotency key allows.
 *
 * <pre>
 * age of the key   0 ------------------------- 23 h --------- 24 h ------------>
 * first sending    sends                        refuses to send
 * looking up       sends the same key again     reads only
 * nothing found    unknown                      unknown        was never sent
 * </pre>
 * Stripe keeps a key for at least 24 hours; afterwards sending it again charges or refunds anew. The hour in between is
 * for whatever was sent last: search is normally a minute behind, and up to an hour in an outage.
 */
record StripeKey(Duration age) {
    static final Duration SENDING_AGE_MAX = Duration.ofHours(23);
    private static final Duration ABSENCE_AGE_MIN = Duration.ofHours(24);

    /** @param clock wall-clock time */
    static StripeKey of(Instant createdAt, Clock clock) {
        return new StripeKey(Duration.between(createdAt, clock.instant()));
    }

    boolean maySend() {
        return age.compareTo(SENDING_AGE_MAX) < 0;
    }

    /** Whether what is not found was never sent: it can neither be under way nor too new to be seen. */
    boolean provesAbsence() {
        return age.compareTo(ABSENCE_AGE_MIN) >= 0;
    }
}
