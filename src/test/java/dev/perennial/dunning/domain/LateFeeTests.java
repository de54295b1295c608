package dev.perennial.dunning.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LateFeeTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FIRST = Instant.parse("2026-01-30T23:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "1.5,  , false, 11900, 179", // 178.5
        "1.5,  , true,  11900, 150",
        "1.5,  , true,  5950,  75", // half of it is paid, and with it half of the tax
        "0.01, , false, 100,   0",
        ",  4000, false, 1,     4000",
    })
    void isAPercentageOfWhatIsDueOrAnAmount(
            @Nullable BigDecimal percent, @Nullable Long amount, boolean withoutTax, long due, long expected) {
        assertThat(new LateFee(percent, amount, withoutTax, false, FIRST).of(due, 11_900, 1_900))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T00:00:00Z, 0, 2026-01-15T23:00:00Z", // the day after, in Berlin
        "2026-01-15T22:59:59Z, 0, 2026-01-15T23:00:00Z",
        "2026-01-15T23:00:00Z, 0, 2026-01-16T23:00:00Z", // the 16th there
        "2026-01-15T00:00:00Z, 5, 2026-01-20T23:00:00Z",
        "2026-03-27T12:00:00Z, 3, 2026-03-30T22:00:00Z", // summer time has begun
    })
    void fallsDueWhenTheDaysAreOver(Instant dueAt, int graceDays, Instant expected) {
        assertThat(LateFee.firstAt(dueAt, graceDays, BERLIN)).isEqualTo(expected);
    }

    @Test
    void monthsAreCountedFromTheFirst() {
        var monthly = new LateFee(BigDecimal.ONE, null, false, true, FIRST);

        // 31 January, 28 February, 31 March.
        assertThat(monthly.after(1, BERLIN)).isEqualTo(Instant.parse("2026-02-27T23:00:00Z"));
        assertThat(monthly.after(2, BERLIN)).isEqualTo(Instant.parse("2026-03-30T22:00:00Z"));
        assertThat(new LateFee(BigDecimal.ONE, null, false, false, FIRST).after(1, BERLIN))
                .isNull();
    }
}
