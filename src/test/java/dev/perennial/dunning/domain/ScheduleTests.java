package dev.perennial.dunning.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.tenant.DunningPolicy;
import dev.perennial.tenant.DunningPolicy.FinalAction;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTests {
    private static final DunningPolicy POLICY =
            new DunningPolicy(List.of(3, 5), 7, List.of(3), List.of(2, 10), 4, FinalAction.CANCEL);

    private static Schedule in(String zone) {
        return new Schedule(POLICY, ZoneId.of(zone));
    }

    @ParameterizedTest(name = "{0} in {1}: slot {2} at {3}")
    @CsvSource({
        "2026-01-01T00:00:00Z, UTC,                 1, 2026-01-04T07:00:00Z",
        "2026-01-01T23:59:59Z, UTC,                 1, 2026-01-04T07:00:00Z",
        // Still the day before there.
        "2026-01-01T00:00:00Z, America/Los_Angeles, 1, 2026-01-03T15:00:00Z",
        "2026-01-01T20:00:00Z, Pacific/Auckland,    1, 2026-01-04T18:00:00Z",
        // Seven in the morning stays seven in the morning when the clocks go forward.
        "2026-03-27T10:00:00Z, Europe/Berlin,       1, 2026-03-30T05:00:00Z",
        "2026-02-26T10:00:00Z, UTC,                 1, 2026-03-01T07:00:00Z"
    })
    void triesAgainInTheMorningOfTheAccountsOwnDay(Instant failed, String zone, int slot, Instant expected) {
        assertThat(in(zone).afterAttempt(0, failed)).isEqualTo(new Slot(slot, StepKind.RETRY, expected));
    }

    @Test
    void countsEachAttemptFromTheOneBeforeAndEndsWithTheFinalAction() {
        var schedule = in("UTC");

        // The second attempt was late by two days, because a worker was away.
        assertThat(schedule.afterAttempt(1, Instant.parse("2026-01-06T12:00:00Z")))
                .isEqualTo(new Slot(2, StepKind.RETRY, Instant.parse("2026-01-11T07:00:00Z")));
        assertThat(schedule.isLastAttempt(1)).isFalse();
        assertThat(schedule.isLastAttempt(2)).isTrue();
        assertThat(schedule.afterAttempt(2, Instant.parse("2026-01-11T07:00:00Z")))
                .isEqualTo(new Slot(3, StepKind.FINAL_ACTION, Instant.parse("2026-01-15T07:00:00Z")));
    }

    @Test
    void skipsAnHourThatTheClocksSkip() {
        var policy = new DunningPolicy(List.of(1), 2, List.of(), List.of(1), 1, FinalAction.CANCEL);

        assertThat(new Schedule(policy, ZoneId.of("Europe/Berlin"))
                        .afterAttempt(0, Instant.parse("2026-03-28T12:00:00Z"))
                        .at())
                .isEqualTo("2026-03-29T01:00:00Z");
    }

    @ParameterizedTest(name = "after slot {0} at {1}: {2} {3} at {4}")
    @CsvSource({
        "0, 2026-01-01T00:00:00Z, 1, REMINDER,     2026-01-28T07:00:00Z",
        "1, 2026-01-28T07:00:00Z, 2, REMINDER,     2026-02-02T07:00:00Z",
        "2, 2026-02-02T07:00:00Z, 3, LAST_NOTICE,  2026-02-10T07:00:00Z",
        "3, 2026-02-10T07:00:00Z, 4, FINAL_ACTION, 2026-02-14T07:00:00Z",
        // Issued too late for the first reminder.
        "0, 2026-01-28T07:00:00Z, 2, REMINDER,     2026-02-02T07:00:00Z",
        // Away for a month: the last notice is still given before anything is done.
        "0, 2026-03-01T12:00:00Z, 3, LAST_NOTICE,  2026-03-02T07:00:00Z"
    })
    void remindsBeforeAndAfterTheDueDate(int slot, Instant now, int number, StepKind kind, Instant at) {
        assertThat(in("UTC").afterReminder(slot, Instant.parse("2026-01-31T15:00:00Z"), now))
                .isEqualTo(new Slot(number, kind, at));
    }

    @Test
    void givesTheWholeDueDay() {
        assertThat(in("America/New_York").pastDueAt(Instant.parse("2026-01-31T15:00:00Z")))
                .isEqualTo("2026-02-01T05:00:00Z");
        assertThat(in("America/New_York").pastDueAt(Instant.parse("2026-01-31T05:00:00Z")))
                .as("due at midnight: the day begins")
                .isEqualTo("2026-02-01T05:00:00Z");
    }
}
