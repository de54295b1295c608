package dev.perennial.billing;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How far a test clock goes on: years to days by the calendar, hours to seconds by the clock. Java has a type for either
 * part of an ISO 8601 period but none for both.
 */
public record ClockStep(Period days, Duration time) {

    /** {@code P1M}, {@code PT1H}, {@code P1DT12H}. Throws {@link DateTimeException} for anything else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ClockStep parse(String text) {
        int t = text.indexOf('T');
        if (t < 0) {
            return new ClockStep(Period.parse(text), Duration.ZERO);
        }
        var days = t == 1 ? Period.ZERO : Period.parse(text.substring(0, t));
        return new ClockStep(days, Duration.parse("P" + text.substring(t)));
    }

    public boolean isBackwards() {
        return days.isNegative() || time.isNegative();
    }

    Instant after(Instant now) {
        return now.atZone(ZoneOffset.UTC).plus(days).plus(time).toInstant();
    }

    @Override
    @JsonValue
    public String toString() {
        return time.isZero()
                ? days.toString()
                : (days.isZero() ? "P" : days.toString()) + time.toString().substring(1);
    }
}
