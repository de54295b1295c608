package dev.perennial.console;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class JourneyTests {

    @ParameterizedTest(name = "{0} to {1}, at {2}: {3} %")
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2026-01-01T00:00:00Z, 0",
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2026-01-02T00:00:00Z, 25",
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2026-01-04T23:59:59Z, 99",
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2026-01-05T00:00:00Z, 100",
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2026-02-01T00:00:00Z, 100",
        "2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z, 2025-02-01T00:00:00Z, 0",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 100",
        "2026-01-01T00:00:00Z, 2036-01-01T00:00:00Z, 2030-12-31T00:00:00Z, 49",
    })
    void tellsHowFarTheClockGot(Instant start, Instant end, Instant now, long percent) {
        assertThat(new Journey(start, end, now).percent()).isEqualTo(percent);
    }
}
