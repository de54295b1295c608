package dev.perennial.shared.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PeriodGridTests {
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final BillingInterval MONTHLY = new BillingInterval(IntervalUnit.MONTH, 1);
    private static final BillingInterval DAILY = new BillingInterval(IntervalUnit.DAY, 1);

    @ParameterizedTest(name = "{0} every {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            2026-01-28 | 1 | MONTH | 2026-01-28 2026-02-28 2026-03-28 2026-04-28
            2026-01-29 | 1 | MONTH | 2026-01-29 2026-02-28 2026-03-29 2026-04-29
            2026-01-30 | 1 | MONTH | 2026-01-30 2026-02-28 2026-03-30 2026-04-30
            2026-01-31 | 1 | MONTH | 2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31
            2028-01-29 | 1 | MONTH | 2028-01-29 2028-02-29 2028-03-29
            2028-01-31 | 1 | MONTH | 2028-01-31 2028-02-29 2028-03-31 2028-04-30
            2026-11-30 | 3 | MONTH | 2026-11-30 2027-02-28 2027-05-30 2027-08-30 2027-11-30 2028-02-29
            2026-08-31 | 6 | MONTH | 2026-08-31 2027-02-28 2027-08-31 2028-02-29
            2028-02-29 | 1 | YEAR  | 2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29
            2096-02-29 | 4 | YEAR  | 2096-02-29 2100-02-28 2104-02-29
            2027-02-28 | 1 | YEAR  | 2027-02-28 2028-02-28 2029-02-28
            2026-12-28 | 1 | WEEK  | 2026-12-28 2027-01-04 2027-01-11
            2028-02-21 | 2 | WEEK  | 2028-02-21 2028-03-06 2028-03-20
            2028-02-28 | 1 | DAY   | 2028-02-28 2028-02-29 2028-03-01
            2027-02-20 | 10 | DAY  | 2027-02-20 2027-03-02 2027-03-12
            """)
    void everyBoundaryIsCountedFromTheAnchor(LocalDate anchor, int count, IntervalUnit unit, String dates) {
        var grid = PeriodGrid.ofDays(UTC, anchor, new BillingInterval(unit, count));
        var expected = Arrays.stream(dates.split(" ")).map(LocalDate::parse).toList();

        assertThat(IntStream.range(0, expected.size()).mapToObj(i -> grid.dateOf(grid.boundary(i))))
                .isEqualTo(expected);
    }

    @Test
    void reachesBackBeforeTheAnchor() {
        var grid = PeriodGrid.ofDays(UTC, LocalDate.parse("2026-03-31"), MONTHLY);

        assertThat(grid.boundary(-1)).isEqualTo("2026-02-28T00:00:00Z");
        assertThat(grid.boundary(-2)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(grid.indexOf(Instant.parse("2026-02-27T23:59:59Z"))).isEqualTo(-2);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-01-30T23:59:59.999999999Z, -1
            2026-01-31T00:00:00Z,            0
            2026-02-27T23:59:59.999999999Z,  0
            2026-02-28T00:00:00Z,            1
            2026-03-30T23:59:59.999999999Z,  1
            2026-03-31T00:00:00Z,            2
            """)
    void aBoundaryBelongsToThePeriodThatItStarts(Instant instant, long index) {
        var grid = PeriodGrid.ofDays(UTC, LocalDate.parse("2026-01-31"), MONTHLY);

        assertThat(grid.indexOf(instant)).isEqualTo(index);
        assertThat(grid.period(index).contains(instant)).isTrue();
    }

    static Stream<Arguments> clockChanges() {
        return Stream.of(
                // New York: 02:00 to 03:00 on 8 March 2026, 02:00 back to 01:00 on 1 November.
                arguments(
                        "the day of the gap is an hour short",
                        "America/New_York",
                        "2026-03-08T00:00",
                        0,
                        "2026-03-08T05:00:00Z"),
                arguments(
                        "and the next one begins at midnight",
                        "America/New_York",
                        "2026-03-08T00:00",
                        1,
                        "2026-03-09T04:00:00Z"),
                arguments(
                        "a time in the gap moves by the gap",
                        "America/New_York",
                        "2026-03-07T02:30",
                        1,
                        "2026-03-08T07:30:00Z"),
                arguments(
                        "and is back the day after", "America/New_York", "2026-03-07T02:30", 2, "2026-03-09T06:30:00Z"),
                arguments(
                        "a time that comes twice is its first",
                        "America/New_York",
                        "2026-10-31T01:30",
                        1,
                        "2026-11-01T05:30:00Z"),
                arguments(
                        "the day of the overlap is an hour long",
                        "America/New_York",
                        "2026-11-01T00:00",
                        1,
                        "2026-11-02T05:00:00Z"),
                // Berlin: 02:00 to 03:00 on 29 March 2026, 03:00 back to 02:00 on 25 October.
                arguments("before the gap", "Europe/Berlin", "2026-03-29T00:00", 0, "2026-03-28T23:00:00Z"),
                arguments("after the gap", "Europe/Berlin", "2026-03-29T00:00", 1, "2026-03-29T22:00:00Z"),
                arguments("in the gap", "Europe/Berlin", "2026-03-28T02:30", 1, "2026-03-29T01:30:00Z"),
                arguments("in the overlap", "Europe/Berlin", "2026-10-24T02:30", 1, "2026-10-25T00:30:00Z"),
                arguments("after the overlap", "Europe/Berlin", "2026-10-25T00:00", 1, "2026-10-25T23:00:00Z"),
                // Lord Howe moves by half an hour: 02:00 to 02:30 on 4 October 2026, back on 5 April.
                arguments("half an hour short", "Australia/Lord_Howe", "2026-10-04T00:00", 1, "2026-10-04T13:00:00Z"),
                arguments(
                        "a gap of half an hour", "Australia/Lord_Howe", "2026-10-03T02:15", 1, "2026-10-03T15:45:00Z"),
                arguments("half an hour long", "Australia/Lord_Howe", "2026-04-05T00:00", 1, "2026-04-05T13:30:00Z"),
                // Beirut springs forward at midnight: 29 March 2026 begins at 01:00.
                arguments("a day without a midnight", "Asia/Beirut", "2026-03-28T00:00", 1, "2026-03-28T22:00:00Z"),
                arguments("and the day after it", "Asia/Beirut", "2026-03-28T00:00", 2, "2026-03-29T21:00:00Z"),
                arguments("falls back at midnight", "Asia/Beirut", "2026-10-24T00:00", 1, "2026-10-24T22:00:00Z"),
                arguments("and the day after that", "Asia/Beirut", "2026-10-24T00:00", 2, "2026-10-25T22:00:00Z"));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("clockChanges")
    void keepsTheLocalTimeOfDayWhereTheClockHasIt(
            String name, String zone, String anchor, long index, String boundary) {
        var grid = new PeriodGrid(ZoneId.of(zone), LocalDateTime.parse(anchor), DAILY);

        assertThat(grid.boundary(index)).as(name).isEqualTo(boundary);
        assertThat(grid.indexOf(Instant.parse(boundary))).isEqualTo(index);
        assertThat(grid.indexOf(Instant.parse(boundary).minusNanos(1))).isEqualTo(index - 1);
    }

    /**
     * Samoa had no 30 December 2011: it went from the 29th to the 31st. A period of that day alone is empty, contains
     * nothing, and its neighbours meet.
     * <pre>
     * grid of days   29 Dec      30 Dec  31 Dec     1 Jan
     *                  0 ──────────┤ 1 ├─ 2 ───────── 3
     * </pre>
     */
    @Test
    void aDayThatNeverWasIsAnEmptyPeriod() {
        var grid = PeriodGrid.ofDays(ZoneId.of("Pacific/Apia"), LocalDate.parse("2011-12-29"), DAILY);

        assertThat(grid.period(1).isEmpty()).isTrue();
        assertThat(grid.boundary(1)).isEqualTo("2011-12-30T10:00:00Z").isEqualTo(grid.boundary(2));
        assertThat(grid.indexOf(grid.boundary(2))).isEqualTo(2);
        assertThat(grid.indexOf(grid.boundary(1).minusNanos(1))).isZero();
    }

    @Test
    void aMonthAroundADayThatNeverWasIsADayShort() {
        var grid = PeriodGrid.ofDays(ZoneId.of("Pacific/Apia"), LocalDate.parse("2011-11-30"), MONTHLY);

        assertThat(grid.dateOf(grid.boundary(1))).isEqualTo("2011-12-31");
        assertThat(grid.dateOf(grid.boundary(2))).isEqualTo("2012-01-30");
        assertThat(grid.indexOf(grid.boundary(1))).isEqualTo(1);
        assertThat(grid.indexOf(grid.boundary(1).minusNanos(1))).isZero();
    }

    /**
     * All zones there are, eight years of days, weeks and months, from midnight and from the hour that clocks like to
     * skip.
     */
    @ParameterizedTest
    @EnumSource(names = {"DAY", "WEEK", "MONTH"})
    void periodsTileTimeInEveryZone(IntervalUnit unit) {
        long periods = unit.chronoUnit().between(LocalDate.parse("2024-01-31"), LocalDate.parse("2032-01-31"));
        for (var zone : ZoneId.getAvailableZoneIds()) {
            for (var anchor : new String[] {"2024-01-31T00:00", "2024-01-31T02:30"}) {
                var grid = new PeriodGrid(ZoneId.of(zone), LocalDateTime.parse(anchor), new BillingInterval(unit, 1));
                var end = grid.boundary(0);
                for (long i = 0; i < periods; i++) {
                    var period = grid.period(i);
                    // Plain conditions: millions of assertions would take longer than the arithmetic.
                    if (!period.start().equals(end)
                            || !period.end().isAfter(period.start())
                            || grid.indexOf(period.start()) != i
                            || grid.indexOf(period.start().minusNanos(1)) != i - 1) {
                        throw new AssertionError("%s, from %s, %s %d: %s".formatted(zone, anchor, unit, i, period));
                    }
                    end = period.end();
                }
            }
        }
    }
}
