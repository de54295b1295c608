package dev.perennial.billing;

import java.time.DateTimeException;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClockStepTests {
    private static final Instant END_OF_JANUARY = Instant.parse("2026-01-31T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P1M,       2026-02-28T00:00:00Z",
        "P1Y2M3D,   2027-04-03T00:00:00Z",
        "P2W,       2026-02-14T00:00:00Z",
        "PT1H30M,   2026-01-31T01:30:00Z",
        "P1DT12H,   2026-02-01T12:00:00Z",
        "PT0.5S,    2026-01-31T00:00:00.500Z",
        "P0D,       2026-01-31T00:00:00Z",
    })
    void goesOnByCalendarAndByClock(String step, Instant expected) {
        assertThat(ClockStep.parse(step).after(END_OF_JANUARY)).isEqualTo(expected);
        assertThat(ClockStep.parse(ClockStep.parse(step).toString())).isEqualTo(ClockStep.parse(step));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PT", "T", "1M", "P1DT", "P1H", "PT1D", "P1D T1H", "one month"})
    void refusesWhatIsNoPeriod(String step) {
        assertThatThrownBy(() -> ClockStep.parse(step)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void knowsWhatGoesBack() {
        assertThat(ClockStep.parse("-P1D").isBackwards()).isTrue();
        assertThat(ClockStep.parse("P1DT-1H").isBackwards()).isTrue();
        assertThat(ClockStep.parse("P1DT1H").isBackwards()).isFalse();
    }
}
