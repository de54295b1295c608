package dev.perennial.shared.time;

import java.time.temporal.ChronoUnit;

/** The unit of a billing interval. */
public enum IntervalUnit {
    DAY(ChronoUnit.DAYS),
    WEEK(ChronoUnit.WEEKS),
    MONTH(ChronoUnit.MONTHS),
    YEAR(ChronoUnit.YEARS);

    private final ChronoUnit chronoUnit;

    IntervalUnit(ChronoUnit chronoUnit) {
        this.chronoUnit = chronoUnit;
    }

    ChronoUnit chronoUnit() {
        return chronoUnit;
    }
}
