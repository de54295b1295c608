package dev.perennial.console;

import java.time.Duration;
import java.time.Instant;

/** A test clock on its way: where it started, where it goes, and where it is. */
public record Journey(Instant start, Instant end, Instant now) {

    /** How much of the way is behind it, in whole percent. */
    public long percent() {
        long whole = Duration.between(start, end).toSeconds();
        long done = Duration.between(start, now).toSeconds();
        return whole <= 0 ? 100 : Math.clamp(100 * done / whole, 0, 100);
    }
}
