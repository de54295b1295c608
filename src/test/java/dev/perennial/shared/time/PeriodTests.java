package dev.perennial.shared.time;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PeriodTests {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(textBlock = """
            2025-12-31T23:59:59.999999999Z, false
            2026-01-01T00:00:00Z,           true
            2026-01-31T23:59:59.999999999Z, true
            2026-02-01T00:00:00Z,           false
            """)
    void ownsItsStartButNotItsEnd(Instant instant, boolean inside) {
        assertThat(new Period(START, END).contains(instant)).isEqualTo(inside);
    }

    @Test
    void mayBeEmptyButNotBackward() {
        assertThat(new Period(START, START).isEmpty()).isTrue();
        assertThat(new Period(START, START).contains(START)).isFalse();
        assertThat(new Period(START, END).isEmpty()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Period(END, START));
    }

    @Test
    void anIntervalLastsAtLeastOneUnit() {
        assertThat(new BillingInterval(IntervalUnit.MONTH, 1).count()).isOne();
        assertThatIllegalArgumentException().isThrownBy(() -> new BillingInterval(IntervalUnit.MONTH, 0));
    }
}
