package dev.perennial.export.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When a run that failed is tried again: seven attempts within half a day, so that the next day begins afresh. */
public final class RetryDelays {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6));

    public static final int ATTEMPTS_MAX = DELAYS.size() + 1;

    private RetryDelays() {}

    /** How long to wait after so many failed attempts; empty when there is no further one. */
    public static Optional<Duration> after(int attempts) {
        return attempts >= ATTEMPTS_MAX ? Optional.empty() : Optional.of(DELAYS.get(attempts - 1));
    }
}
