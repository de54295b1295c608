package dev.perennial.shared.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** In what steps time is billed. */
public enum Granularity {
    /** Whole local days: a day on which something begins counts whole, and so does the day on which it ends. */
    DAY {
        @Override
        public Instant startOf(Instant instant, ZoneId zone) {
            return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        }

        @Override
        public Instant endOf(Instant instant, ZoneId zone) {
            return instant.atZone(zone)
                    .toLocalDate()
                    .plusDays(1)
                    .atStartOfDay(zone)
                    .toInstant();
        }

        @Override
        public long between(Instant from, Instant to, ZoneId zone) {
            return ChronoUnit.DAYS.between(
                    from.atZone(zone).toLocalDate(), to.atZone(zone).toLocalDate());
        }

        @Override
        public Instant plus(Instant from, long units, ZoneId zone) {
            return from.atZone(zone).plusDays(units).toInstant();
        }
    },
    /** Seconds, as Stripe counts: everything begins and ends at its very instant. */
    SECOND {
        @Override
        public Instant startOf(Instant instant, ZoneId zone) {
            return instant.truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public Instant endOf(Instant instant, ZoneId zone) {
            return instant.truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public long between(Instant from, Instant to, ZoneId zone) {
            return ChronoUnit.SECONDS.between(from, to);
        }

        @Override
        public Instant plus(Instant from, long units, ZoneId zone) {
            return from.plusSeconds(units);
        }
    };

    /** From when something is billed that begins at {@code instant}. */
    public abstract Instant startOf(Instant instant, ZoneId zone);

    /** Up to when something is billed that ends at {@code instant}. */
    public abstract Instant endOf(Instant instant, ZoneId zone);

    /** How many days or seconds lie between two boundaries. */
    public abstract long between(Instant from, Instant to, ZoneId zone);

    /** The boundary that many days or seconds later. */
    public abstract Instant plus(Instant from, long units, ZoneId zone);
}
