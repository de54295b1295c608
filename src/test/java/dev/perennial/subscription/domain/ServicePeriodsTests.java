package dev.perennial.subscription.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;

import static org.assertj.core.api.Assertions.assertThat;

class ServicePeriodsTests {
    private static final BillingInterval MONTHLY = new BillingInterval(IntervalUnit.MONTH, 1);
    private static final LocalDate FIRST_OF_JANUARY = LocalDate.parse("2026-01-01");

    @Test
    void beginsAFullPeriodOnTheDayTheServiceStarts() {
        var start = Instant.parse("2026-01-15T00:00:00Z");
        var periods = ServicePeriods.from(start, ZoneOffset.UTC, MONTHLY, Granularity.DAY);

        assertThat(periods.firstIndex()).isZero();
        assertThat(periods.period(0)).isEqualTo(new Period(start, Instant.parse("2026-02-15T00:00:00Z")));
        assertThat(periods.share(0)).isEqualTo(new Fraction(31, 31));
    }

    /**
     * <pre>
     * grid       1 Jan ───────── 1 Feb ───────── 1 Mar
     * service           15 Jan ─ 1 Feb ───────── 1 Mar
     * </pre>
     */
    @Test
    void theFirstPeriodOnACalendarGridIsAStub() {
        var start = Instant.parse("2026-01-15T00:00:00Z");
        var periods = ServicePeriods.onGrid(start, ZoneOffset.UTC, FIRST_OF_JANUARY, MONTHLY, Granularity.DAY);

        assertThat(periods.firstIndex()).isZero();
        assertThat(periods.period(0)).isEqualTo(new Period(start, Instant.parse("2026-02-01T00:00:00Z")));
        assertThat(periods.share(0)).isEqualTo(new Fraction(17, 31));
        assertThat(periods.period(1))
                .isEqualTo(new Period(Instant.parse("2026-02-01T00:00:00Z"), Instant.parse("2026-03-01T00:00:00Z")));
        assertThat(periods.share(1)).isEqualTo(new Fraction(28, 28));
    }

    @ParameterizedTest(name = "service from {0}: {1}/{2}")
    @CsvSource(textBlock = """
            2026-01-01, 31, 31, 0
            2026-01-02, 30, 31, 0
            2026-01-31,  1, 31, 0
            2026-02-01, 28, 28, 1
            2026-02-28,  1, 28, 1
            2028-02-01, 29, 29, 25
            2028-02-29,  1, 29, 25
            2025-12-31,  1, 31, -1
            """)
    void sharesAreCountedInDays(LocalDate start, long days, long of, long index) {
        var periods = ServicePeriods.onGrid(
                start.atStartOfDay(ZoneOffset.UTC).toInstant(),
                ZoneOffset.UTC,
                FIRST_OF_JANUARY,
                MONTHLY,
                Granularity.DAY);

        assertThat(periods.firstIndex()).isEqualTo(index);
        assertThat(periods.share(index)).isEqualTo(new Fraction(days, of));
    }

    /**
     * The days before the service and the days of the stub are all the days of the period, in summer and winter time.
     */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Europe/Berlin", "Asia/Beirut", "Australia/Lord_Howe"})
    void stubAndRestAreTheWhole(String name) {
        var zone = ZoneId.of(name);
        for (var day = FIRST_OF_JANUARY; day.getYear() < 2029; day = day.plusDays(1)) {
            var start = day.atStartOfDay(zone).toInstant();
            var periods = ServicePeriods.onGrid(start, zone, FIRST_OF_JANUARY, MONTHLY, Granularity.DAY);
            var share = periods.share(periods.firstIndex());

            assertThat(share.denominator()).as("%s in %s", day, zone).isEqualTo(day.lengthOfMonth());
            assertThat(share.complement().numerator()).as("%s in %s", day, zone).isEqualTo(day.getDayOfMonth() - 1);
            assertThat(periods.share(periods.firstIndex() + 1).isWhole()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-15T00:00:00Z", "2026-01-15T12:00:00Z", "2026-01-15T23:59:59.999Z"})
    void theDayOnWhichTheServiceStartsCountsWhole(Instant start) {
        var periods = ServicePeriods.onGrid(start, ZoneOffset.UTC, FIRST_OF_JANUARY, MONTHLY, Granularity.DAY);

        assertThat(periods.share(0)).isEqualTo(new Fraction(17, 31));
    }

    @ParameterizedTest(name = "{0} in {1} falls on the day from {2}")
    @CsvSource(textBlock = """
            2026-01-15T04:59:59Z, America/New_York, 2026-01-14T05:00:00Z
            2026-01-15T05:00:00Z, America/New_York, 2026-01-15T05:00:00Z
            2026-03-29T12:00:00Z, Asia/Beirut,      2026-03-28T22:00:00Z
            2026-03-29T12:00:00Z, UTC,              2026-03-29T00:00:00Z
            """)
    void aDayStartsAtLocalMidnightOrTheFirstMomentAfterIt(Instant instant, String zone, Instant start) {
        assertThat(Granularity.DAY.startOf(instant, ZoneId.of(zone))).isEqualTo(start);
    }

    /** Samoa had no 30 December 2011. */
    @Test
    void aDayThatNeverWasCostsNothing() {
        var start = Instant.parse("2011-12-29T10:00:00Z");
        var periods = ServicePeriods.from(
                start, ZoneId.of("Pacific/Apia"), new BillingInterval(IntervalUnit.DAY, 1), Granularity.DAY);

        assertThat(periods.share(0).isWhole()).isTrue();
        assertThat(periods.share(1)).isEqualTo(Fraction.ZERO);
        assertThat(periods.share(2).isWhole()).isTrue();
    }

    /** On 1 November 2026 New York's clocks show 01:30 twice. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"})
    void aServiceThatStartsInARepeatedHourBeginsAFullPeriod(Instant start) {
        var periods = ServicePeriods.from(start, ZoneId.of("America/New_York"), MONTHLY, Granularity.SECOND);

        assertThat(periods.isOwnGrid()).isTrue();
        assertThat(periods.period(0)).isEqualTo(new Period(start, Instant.parse("2026-12-01T06:30:00Z")));
        assertThat(periods.share(0).isWhole()).isTrue();
        assertThat(periods.share(1).isWhole()).isTrue();
    }

    @Test
    void aGridIsGivenOrItsOwn() {
        var start = Instant.parse("2026-01-15T00:00:00Z");
        var beirut = ZoneId.of("Asia/Beirut");
        var noMidnight = Granularity.DAY.startOf(Instant.parse("2026-03-29T12:00:00Z"), beirut);

        assertThat(ServicePeriods.from(start, ZoneOffset.UTC, MONTHLY, Granularity.DAY)
                        .isOwnGrid())
                .isTrue();
        assertThat(ServicePeriods.from(noMidnight, beirut, MONTHLY, Granularity.DAY)
                        .isOwnGrid())
                .isTrue();
        assertThat(ServicePeriods.onGrid(start, ZoneOffset.UTC, FIRST_OF_JANUARY, MONTHLY, Granularity.DAY)
                        .isOwnGrid())
                .isFalse();
    }

    /** On 6 September 2026 Santiago's clocks skip from midnight to one o'clock; later days begin at midnight again. */
    @Test
    void aDayWithoutAMidnightDoesNotMoveTheOthers() {
        var zone = ZoneId.of("America/Santiago");
        var start = Granularity.DAY.startOf(Instant.parse("2026-09-06T15:00:00Z"), zone);
        var periods = ServicePeriods.from(start, zone, MONTHLY, Granularity.DAY);

        assertThat(start).isEqualTo("2026-09-06T04:00:00Z");
        assertThat(periods.period(0)).isEqualTo(new Period(start, Instant.parse("2026-10-06T03:00:00Z")));
        assertThat(periods.isOwnGrid()).isTrue();
        assertThat(periods.share(0).isWhole()).isTrue();
    }
}
