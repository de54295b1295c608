package dev.perennial.export.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DailyTests {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            before it            | 03:00 | UTC              | 2026-01-01T02:59:59Z | 2025-12-31T03:00:00Z | 2026-01-01T03:00:00Z
            at it                | 03:00 | UTC              | 2026-01-01T03:00:00Z | 2026-01-01T03:00:00Z | 2026-01-02T03:00:00Z
            after it             | 03:00 | UTC              | 2026-01-01T03:00:01Z | 2026-01-01T03:00:00Z | 2026-01-02T03:00:00Z
            east of Greenwich    | 03:00 | Asia/Tokyo       | 2026-01-01T12:00:00Z | 2025-12-31T18:00:00Z | 2026-01-01T18:00:00Z
            west of Greenwich    | 23:30 | America/New_York | 2026-01-01T12:00:00Z | 2026-01-01T04:30:00Z | 2026-01-02T04:30:00Z
            the hour that is not | 02:30 | Europe/Berlin    | 2026-03-29T00:00:00Z | 2026-03-28T01:30:00Z | 2026-03-29T01:30:00Z
            the day after that   | 02:30 | Europe/Berlin    | 2026-03-29T01:30:00Z | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z
            the hour twice       | 02:30 | Europe/Berlin    | 2026-10-25T00:00:00Z | 2026-10-24T00:30:00Z | 2026-10-25T00:30:00Z
            between the two      | 02:30 | Europe/Berlin    | 2026-10-25T01:00:00Z | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
            """)
    void findsTheTimeBeforeAndAfter(String name, LocalTime at, String zone, Instant now, Instant latest, Instant next) {
        var daily = new Daily(at, ZoneId.of(zone));

        assertThat(daily.latest(now)).isEqualTo(latest);
        assertThat(daily.after(now)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"UTC, 2026-01-01", "Asia/Tokyo, 2026-01-02", "America/New_York, 2026-01-01"})
    void tellsTheDateThere(String zone, LocalDate day) {
        assertThat(new Daily(LocalTime.MIDNIGHT, ZoneId.of(zone)).day(Instant.parse("2026-01-01T20:00:00Z")))
                .isEqualTo(day);
    }
}
