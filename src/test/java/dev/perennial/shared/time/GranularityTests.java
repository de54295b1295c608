package dev.perennial.shared.time;

import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class GranularityTests {

    @ParameterizedTest(name = "{0} in {2}: {1}")
    @CsvSource(textBlock = """
            DAY,    2026-01-11T17:00:00Z,     America/New_York, 2026-01-11T05:00:00Z, 2026-01-12T05:00:00Z
            DAY,    2026-01-11T05:00:00Z,     America/New_York, 2026-01-11T05:00:00Z, 2026-01-12T05:00:00Z
            DAY,    2026-01-11T04:59:59.999Z, America/New_York, 2026-01-10T05:00:00Z, 2026-01-11T05:00:00Z
            DAY,    2026-03-08T12:00:00Z,     America/New_York, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z
            DAY,    2026-03-29T12:00:00Z,     Asia/Beirut,      2026-03-28T22:00:00Z, 2026-03-29T21:00:00Z
            SECOND, 2026-01-11T17:00:00.999Z, America/New_York, 2026-01-11T17:00:00Z, 2026-01-11T17:00:00Z
            """)
    void everythingBeginsAndEndsOnABoundary(
            Granularity granularity, Instant instant, String zone, Instant start, Instant end) {
        assertThat(granularity.startOf(instant, ZoneId.of(zone))).isEqualTo(start);
        assertThat(granularity.endOf(instant, ZoneId.of(zone))).isEqualTo(end);
    }

    @ParameterizedTest(name = "{0}: {1} to {2} in {3}")
    @CsvSource(textBlock = """
            DAY,    2026-03-07T05:00:00Z, 2026-03-09T04:00:00Z, America/New_York, 2
            DAY,    2026-10-31T04:00:00Z, 2026-11-02T05:00:00Z, America/New_York, 2
            DAY,    2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z, Pacific/Apia,     2
            SECOND, 2026-03-07T05:00:00Z, 2026-03-09T04:00:00Z, America/New_York, 169200
            SECOND, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, UTC,              0
            """)
    void lengthsAreCountedInItsUnit(Granularity granularity, Instant from, Instant to, String zone, long units) {
        assertThat(granularity.between(from, to, ZoneId.of(zone))).isEqualTo(units);
    }

    @ParameterizedTest(name = "{0}: {1} + {2} in {3}")
    @CsvSource(textBlock = """
            DAY,    2026-03-07T05:00:00Z, 2,  America/New_York, 2026-03-09T04:00:00Z
            SECOND, 2026-03-07T05:00:00Z, 60, America/New_York, 2026-03-07T05:01:00Z
            """)
    void unitsCanBeAdded(Granularity granularity, Instant from, long units, String zone, Instant to) {
        assertThat(granularity.plus(from, units, ZoneId.of(zone))).isEqualTo(to);
    }
}
