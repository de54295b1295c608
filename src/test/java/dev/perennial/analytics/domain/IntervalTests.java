package dev.perennial.analytics.domain;

import java.time.LocalDate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IntervalTests {

    @ParameterizedTest(name = "{0} from {1} to {2}")
    @CsvSource({
        "DAY,     2026-01-30, 2026-02-02, 2026-01-30/2026-01-31 2026-01-31/2026-02-01 2026-02-01/2026-02-02",
        "WEEK,    2026-01-01, 2026-01-12, 2026-01-01/2026-01-05 2026-01-05/2026-01-12",
        "MONTH,   2026-01-15, 2026-03-02, 2026-01-15/2026-02-01 2026-02-01/2026-03-01 2026-03-01/2026-03-02",
        "QUARTER, 2025-12-31, 2026-07-01, 2025-12-31/2026-01-01 2026-01-01/2026-04-01 2026-04-01/2026-07-01",
        "YEAR,    2025-12-31, 2026-01-02, 2025-12-31/2026-01-01 2026-01-01/2026-01-02"
    })
    void cutsARangeAtCalendarUnits(Interval interval, LocalDate from, LocalDate to, String expected) {
        assertThat(interval.pieces(from, to))
                .extracting(piece -> piece.start() + "/" + piece.end())
                .containsExactly(expected.split(" "));
    }
}
