package dev.perennial.webhook.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a message that was not taken is sent again: ten attempts over three days and a bit. */
public final class RetrySchedule {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    public static final int ATTEMPTS_MAX = DELAYS.size() + 1;

    private RetrySchedule() {}

    /**
     * How long to wait after so many failed attempts. Up to a tenth is added by chance, so that what failed together
     * does not come back together.
     *
     * @return empty when there is no further attempt
     */
    public static Optional<Duration> delayAfter(int attempts, RandomGenerator chance) {
        if (attempts >= ATTEMPTS_MAX) {
            return Optional.empty();
        }
        var delay = DELAYS.get(attempts - 1);
        return Optional.of(delay.plusMillis(chance.nextLong(delay.toMillis() / 10 + 1)));
    }
}
