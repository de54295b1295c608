package dev.perennial.usage;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** How finely usage is shown. */
public enum BucketSize {
    /** Hours of UTC. */
    HOUR {
        @Override
        Instant startOf(Instant instant, ZoneId zone) {
            return instant.truncatedTo(ChronoUnit.HOURS);
        }

        @Override
        Instant after(Instant start, ZoneId zone) {
            return start.plus(1, ChronoUnit.HOURS);
        }
    },
    /** Local days of the subscription, which may have 23 or 25 hours. */
    DAY {
        @Override
        Instant startOf(Instant instant, ZoneId zone) {
            return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        }

        @Override
        Instant after(Instant start, ZoneId zone) {
            return start.atZone(zone)
                    .toLocalDate()
                    .plusDays(1)
                    .atStartOfDay(zone)
                    .toInstant();
        }
    };

    /** The start of the bucket that an instant falls into. */
    abstract Instant startOf(Instant instant, ZoneId zone);

    /** The start of the bucket after the one that starts here. */
    abstract Instant after(Instant start, ZoneId zone);
}
