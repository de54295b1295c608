package dev.perennial.billing.domain;

import java.math.BigDecimal;
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

import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.BillingReason;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.billing.CollectionMethod;

import static org.assertj.core.api.Assertions.assertThat;

class UnusedTimeTests {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOON_OF_11_JANUARY = Instant.parse("2026-01-11T17:00:00Z");

    /**
     * January in New York, at a dollar a day.
     * <pre>
     * billed     1 Jan ──────────────────────── 1 Feb
     * cancelled         11 Jan                            20 of 31 days are unused
     * </pre>
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            in the middle                | 2026-01-11T17:00:00Z | 2000
            first moment of that day     | 2026-01-11T05:00:00Z | 2000
            last moment of the day before| 2026-01-11T04:59:59Z | 2100
            on the first day             | 2026-01-01T05:00:00Z | 3000
            on the last day but one      | 2026-01-30T17:00:00Z | 100
            on the last day              | 2026-01-31T17:00:00Z | 0
            when it is over              | 2026-02-01T05:00:00Z | 0
            long after                   | 2026-06-01T00:00:00Z | 0
            just before it begins        | 2026-01-01T04:59:59Z | 3100
            long before                  | 2025-06-01T00:00:00Z | 3100
            """)
    void daysAfterTheLastOneAreUnused(String name, Instant end, long worth) {
        assertThat(UnusedTime.worth(paid(3100, 0, january(3100, 0)), end, NEW_YORK))
                .as(name)
                .isEqualTo(worth);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            paid in full             | 3100 | 0    | 2000
            paid by credit           | 0    | 3100 | 2000
            paid by both             | 1550 | 1550 | 2000
            just enough was paid     | 2000 | 0    | 2000
            a cent less              | 1999 | 0    | 1999
            nothing was paid         | 0    | 0    | 0
            """)
    void isNeverWorthMoreThanWasPaid(String name, long paid, long credit, long worth) {
        assertThat(UnusedTime.worth(paid(paid, credit, january(3100, 0)), NOON_OF_11_JANUARY, NEW_YORK))
                .as(name)
                .isEqualTo(worth);
    }

    @Test
    void isOfWhatWasBilledAfterDiscounts() {
        assertThat(UnusedTime.worth(paid(1550, 0, january(3100, 1550)), NOON_OF_11_JANUARY, NEW_YORK))
                .isEqualTo(1000);
    }

    @Test
    void isOfRecurringLinesOnly() {
        var setup = line(LineType.ONE_TIME, 5000, 0, null, null);
        var byHand = line(LineType.MANUAL, 3100, 0, "2026-01-01", "2026-02-01");

        assertThat(UnusedTime.worth(paid(11_200, 0, setup, byHand, january(3100, 0)), NOON_OF_11_JANUARY, NEW_YORK))
                .isEqualTo(2000);
        assertThat(UnusedTime.worth(paid(5000, 0, setup), NOON_OF_11_JANUARY, NEW_YORK))
                .isZero();
        assertThat(UnusedTime.worth(paid(0, 0), NOON_OF_11_JANUARY, NEW_YORK)).isZero();
    }

    @Test
    void addsUpLinesThatAreRoundedEach() {
        // 20/31 of a dollar is 64.5 cents, twice.
        assertThat(UnusedTime.worth(paid(200, 0, january(100, 0), january(100, 0)), NOON_OF_11_JANUARY, NEW_YORK))
                .isEqualTo(130);
    }

    @Test
    void aStubIsWorthItsOwnDays() {
        var stub = line(LineType.RECURRING, 1700, 0, "2026-01-15", "2026-02-01");

        assertThat(UnusedTime.worth(paid(1700, 0, stub), Instant.parse("2026-01-21T17:00:00Z"), NEW_YORK))
                .isEqualTo(1000);
    }

    /** A rebate can be larger than the fee that it reduces. */
    @Test
    void isNeverWorthLessThanNothing() {
        assertThat(UnusedTime.worth(paid(3100, 0, january(-3100, 0)), NOON_OF_11_JANUARY, NEW_YORK))
                .isZero();
    }

    /** Samoa had no 30 December 2011: a line of that day alone has no days. */
    @Test
    void aLineWithoutDaysIsWorthNothing() {
        var noDay = Instant.parse("2011-12-30T10:00:00Z");
        var line = new InvoiceLineSnapshot(
                new UUID(0, 9), LineType.RECURRING, "base", "base", BigDecimal.ONE, null, 100, 0, 0, noDay, noDay, "");

        assertThat(UnusedTime.worth(paid(100, 0, line), noDay.minusSeconds(1), ZoneId.of("Pacific/Apia")))
                .isZero();
    }

    private static InvoiceLineSnapshot january(long amount, long discount) {
        return line(LineType.RECURRING, amount, discount, "2026-01-01", "2026-02-01");
    }

    private static InvoiceLineSnapshot line(
            LineType type, long amount, long discount, @Nullable String start, @Nullable String end) {
        return new InvoiceLineSnapshot(
                new UUID(0, 9),
                type,
                "base",
                "base",
                BigDecimal.ONE,
                null,
                amount,
                discount,
                0,
                midnight(start),
                midnight(end),
                "");
    }

    private static @Nullable Instant midnight(@Nullable String day) {
        return day == null ? null : LocalDate.parse(day).atStartOfDay(NEW_YORK).toInstant();
    }

    private static InvoiceSnapshot paid(long paid, long credit, InvoiceLineSnapshot... lines) {
        var now = Instant.parse("2026-01-01T05:00:00Z");
        return new InvoiceSnapshot(
                new UUID(0, 8),
                "INV-000001",
                new UUID(0, 1),
                new UUID(0, 2),
                InvoiceStatus.PAID,
                CollectionMethod.AUTOMATIC,
                "USD",
                List.of(lines),
                paid + credit,
                0,
                0,
                paid + credit,
                credit,
                paid,
                0,
                BillingReason.SUBSCRIPTION_CYCLE,
                now,
                now,
                now,
                now,
                now,
                1,
                null,
                Map.of(),
                now,
                now,
                InvoiceKind.PERIOD);
    }
}
