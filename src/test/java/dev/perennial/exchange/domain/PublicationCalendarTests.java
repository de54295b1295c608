package dev.perennial.exchange.domain;

import java.time.Instant;
import java.time.LocalDate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PublicationCalendarTests {

    @ParameterizedTest
    @CsvSource({
        "2026-01-07T15:14:59Z, 2026-01-06", // a Wednesday, before a quarter past four in Frankfurt
        "2026-01-07T15:15:00Z, 2026-01-07",
        "2026-07-08T14:15:00Z, 2026-07-08", // in summer an hour earlier
        "2026-01-10T20:00:00Z, 2026-01-09", // on a Saturday: Friday
        "2026-01-11T20:00:00Z, 2026-01-09",
        "2026-01-12T09:00:00Z, 2026-01-09", // on Monday morning
        "2026-01-12T16:00:00Z, 2026-01-12",
    })
    void expectsTheLastWeekdayThatIsOut(Instant now, LocalDate expected) {
        assertThat(PublicationCalendar.lastExpected(now)).isEqualTo(expected);
    }
}
