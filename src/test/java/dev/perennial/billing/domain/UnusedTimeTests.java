package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.perennial.invoice.domain.BilledLine;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.Period;

import static org.assertj.core.api.Assertions.assertThat;

class UnusedTimeTests {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final UUID LINE = new UUID(0, 7);

    /** January in New York, at a dollar a day. */
    @ParameterizedTest(name = "from {0}: {1} as {2}")
    @CsvSource(textBlock = """
            2026-01-01, -3100, -(3100 × 31/31) = -3100
            2025-06-01, -3100, -(3100 × 31/31) = -3100
            2026-01-02, -3000, -(3100 × 30/31) = -3000
            2026-01-12, -2000, -(3100 × 20/31) = -2000
            2026-01-31,  -100, -(3100 × 1/31) = -100
            """)
    void theRestOfAPeriodIsGivenBack(LocalDate cut, long amount, String formula) {
        var credit = credit(january(3100, 0, null), midnight(cut));

        assertThat(credit.amount()).isEqualTo(amount);
        assertThat(credit.type()).isEqualTo(LineType.PRORATION_CREDIT);
        assertThat(credit.creditedLineId()).isEqualTo(LINE);
        assertThat(credit.chargeCode()).isEqualTo("base");
        assertThat(credit.description()).isEqualTo("Unused time: Base fee");
        assertThat(((Explanation) credit.explanation()).formula()).isEqualTo(formula);
    }

    @Test
    void nothingIsGivenBackOfWhatIsOver() {
        assertThat(credits(january(3100, 0, null), midnight("2026-02-01"))).isEmpty();
        assertThat(credits(january(3100, 0, null), midnight("2026-06-01"))).isEmpty();
        assertThat(credits(january(0, 0, null), midnight("2026-01-12"))).isEmpty();
    }

    /** Stripe: items of 10 and 20 with 5 off, split 1.66 and 3.34; the first is dropped half-way: 0.5 × (10 - 1.66). */
    @ParameterizedTest(name = "{0} less {1}")
    @CsvSource(delimiter = '|', textBlock = """
            1000 | 166  | -417  | -((1000 - 166) × 15/30) = -417
            1000 | 1000 | 0     | -((1000 - 1000) × 15/30) = 0
            1000 | 0    | -500  | -(1000 × 15/30) = -500
            1999 | 0    | -1000 | -(1999 × 15/30) = -1000
            """)
    void discountsWereNotBilled(long amount, long discount, long credit, String formula) {
        var april = new Period(midnight("2026-04-01"), midnight("2026-05-01"));
        var line = new BilledLine(LINE, LINE, "base", "Base fee", april, amount, discount, null, null);
        var credits = credits(line, midnight("2026-04-16"));

        assertThat(credits.stream().mapToLong(DraftLine::amount).sum()).isEqualTo(credit);
        assertThat(((Explanation) credits.getFirst().explanation()).formula()).isEqualTo(formula);
    }

    /** 17 of 31 days were billed, 548.39 rounded to 548; the rest of them is a share of 1000, as it would be charged. */
    @Test
    void aStubIsGivenBackAtThePriceOfTheWholePeriod() {
        var stub = new Period(midnight("2026-01-15"), midnight("2026-02-01"));
        var whole = new WholePrice(new BigDecimal("1000"), 31);
        var line = new BilledLine(LINE, LINE, "base", "Base fee", stub, 548, 0, whole, null);

        assertThat(credit(line, midnight("2026-01-20")).amount()).isEqualTo(-387);
        assertThat(credit(line, midnight("2026-01-15")).amount()).isEqualTo(-548);
    }

    /** Half a cent was billed as one; no more than the one comes back. */
    @Test
    void neverMoreThanWasBilledIsGivenBack() {
        var half = january(0, 0, new WholePrice(new BigDecimal("0.6"), 31));
        var rounded = january(1, 0, new WholePrice(new BigDecimal("0.6"), 31));

        assertThat(credits(half, midnight("2026-01-01"))).isEmpty();
        assertThat(credit(rounded, midnight("2026-01-01")).amount()).isEqualTo(-1);
    }

    /** Half a cent was billed as one, and a discount took all of it off. */
    @Test
    void givingBackWhatWasFreeCostsNothing() {
        var free = january(1, 1, new WholePrice(new BigDecimal("0.5"), 31));

        assertThat(credit(free, midnight("2026-01-01")).amount()).isZero();
    }

    /** Samoa had no 30 December 2011: a line of that day alone has no days. */
    @Test
    void aLineWithoutDaysGivesNothingBack() {
        var apia = ZoneId.of("Pacific/Apia");
        var noDay = new Period(Instant.parse("2011-12-30T10:00:00Z"), Instant.parse("2011-12-30T10:00:00Z"));
        var line = new BilledLine(LINE, LINE, "base", "Base fee", noDay, 100, 0, null, null);

        assertThat(UnusedTime.credits(List.of(line), noDay.start().minusSeconds(1), Granularity.DAY, apia))
                .isEmpty();
    }

    private static DraftLine credit(BilledLine line, Instant cut) {
        return credits(line, cut).getFirst();
    }

    private static List<DraftLine> credits(BilledLine line, Instant cut) {
        return UnusedTime.credits(List.of(line), cut, Granularity.DAY, NEW_YORK);
    }

    private static BilledLine january(long amount, long discount, @Nullable WholePrice whole) {
        var period = new Period(midnight("2026-01-01"), midnight("2026-02-01"));
        return new BilledLine(LINE, LINE, "base", "Base fee", period, amount, discount, whole, null);
    }

    private static Instant midnight(String day) {
        return midnight(LocalDate.parse(day));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(NEW_YORK).toInstant();
    }
}
