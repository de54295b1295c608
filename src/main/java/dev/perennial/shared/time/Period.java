package dev.perennial.shared.time;

import java.time.Instant;

/** A half-open span of time: {@code start} belongs to it, {@code end} does not. */
public record Period(Instant start, Instant end) {
    public Period {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("A period cannot end before it starts: " + start + " to " + end);
        }
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    public boolean isEmpty() {
        return start.equals(end);
    }
}
