package dev.perennial.subscription;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.plan.PlanTerms;
import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.SubscriptionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImportedStandingTests {
    private static final UUID ID = new UUID(0, 1);

    private static ImportedSubscription active(
            IntervalUnit unit, String startAt, @Nullable String anchor, @Nullable String start, String end) {
        var terms = new PlanTerms(ID, ID, "plan", 1, new BillingInterval(unit, 1), 0, 0, List.of());
        return new ImportedSubscription(
                ID,
                ID,
                terms,
                1,
                SubscriptionStatus.ACTIVE,
                Instant.parse(startAt),
                anchor == null ? null : LocalDate.parse(anchor),
                start == null ? null : Instant.parse(start),
                Instant.parse(end),
                null,
                false,
                null,
                null,
                null,
                null,
                CollectionMethod.AUTOMATIC,
                null,
                Map.of());
    }

    private static ImportedStanding standing(
            ImportedSubscription imported, String zone, Granularity granularity, String now) {
        return ImportedStanding.of(imported, ZoneId.of(zone), granularity, Instant.parse(now));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sold on the 31st, paid to the end of February | UTC           | DAY    | 2025-01-31T00:00:00Z | 2026-02-28T00:00:00Z | 2026-01-31T00:00:00Z | 2026-02-28T00:00:00Z | 13
            the time of day is dropped by the day         | UTC           | DAY    | 2026-01-15T09:13:05Z | 2026-02-15T09:13:05Z | 2026-01-15T00:00:00Z | 2026-02-15T00:00:00Z | 1
            and kept by the second                        | UTC           | SECOND | 2026-01-15T09:13:05Z | 2026-02-15T09:13:05Z | 2026-01-15T09:13:05Z | 2026-02-15T09:13:05Z | 1
            midnight is that of the account               | Europe/Berlin | DAY    | 2025-12-31T23:00:00Z | 2026-02-28T23:00:00Z | 2026-01-31T23:00:00Z | 2026-02-28T23:00:00Z | 2
            """)
    void goesOnWhereItIsPaidThrough(
            String name,
            String zone,
            Granularity granularity,
            String startAt,
            String end,
            Instant from,
            Instant to,
            long next) {
        var standing = standing(
                active(IntervalUnit.MONTH, startAt, null, null, end), zone, granularity, "2026-02-10T00:00:00Z");

        assertThat(standing.nextBillAt()).isEqualTo(to);
        assertThat(standing.period()).isEqualTo(new Period(from, to));
        assertThat(standing.nextPeriodIndex()).isEqualTo(next);
    }

    @Test
    void keepsAGridThatIsNotOfItsStart() {
        var onTheFirst = active(
                IntervalUnit.MONTH,
                "2026-01-15T00:00:00Z",
                "2025-01-01",
                "2026-01-15T00:00:00Z",
                "2026-02-01T00:00:00Z");

        var standing = standing(onTheFirst, "UTC", Granularity.DAY, "2026-01-20T00:00:00Z");

        assertThat(standing.serviceStart()).as("a first period that is shorter").isEqualTo("2026-01-15T00:00:00Z");
        assertThat(standing.nextBillAt()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            between two boundaries          | 2026-01-15T00:00:00Z |                      | 2026-02-16T00:00:00Z | 2026-02-01T00:00:00Z | current_period_end
            the whole next period is over   | 2025-01-15T00:00:00Z |                      | 2026-01-15T00:00:00Z | 2026-02-15T00:00:01Z | current_period_end
            begins before its grid          | 2025-01-15T00:00:00Z | 2026-01-14T00:00:00Z | 2026-02-15T00:00:00Z | 2026-02-01T00:00:00Z | current_period_start
            begins when it ends             | 2025-01-15T00:00:00Z | 2026-02-15T00:00:00Z | 2026-02-15T00:00:00Z | 2026-02-01T00:00:00Z | current_period_start
            sold in the future              | 2026-03-15T00:00:00Z |                      | 2026-04-15T00:00:00Z | 2026-02-01T00:00:00Z | start_at
            """)
    void refusesDatesThatDoNotFit(
            String name, String startAt, @Nullable String start, String end, String now, String field) {
        var imported = active(IntervalUnit.MONTH, startAt, null, start, end);

        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(() -> standing(imported, "UTC", Granularity.DAY, now))
                .satisfies(e -> assertThat(e.fieldErrors().getFirst().field()).isEqualTo(field));
    }

    @Test
    void billsAtOnceWhatFellDueAMomentAgo() {
        var due = active(IntervalUnit.MONTH, "2025-01-15T00:00:00Z", null, null, "2026-01-15T00:00:00Z");

        assertThat(standing(due, "UTC", Granularity.DAY, "2026-02-15T00:00:00Z").nextBillAt())
                .isEqualTo("2026-01-15T00:00:00Z");
    }

    @Test
    void countsYearsFromTheOriginalDay() {
        var yearly = active(IntervalUnit.YEAR, "2024-02-29T00:00:00Z", null, null, "2027-02-28T00:00:00Z");

        var standing = standing(yearly, "UTC", Granularity.DAY, "2026-03-15T00:00:00Z");

        assertThat(standing.nextPeriodIndex()).isEqualTo(3);
        assertThat(standing.anchor().toLocalDate()).isEqualTo("2024-02-29");
    }
}
