package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Ten calls a day: when they are billed, and by which price. */
class UsageLinesTests {
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final BillingInterval MONTH = new BillingInterval(IntervalUnit.MONTH, 1);
    private static final Usage TEN_A_DAY =
            (charge, price, part) -> Measure.of(10 * Granularity.DAY.between(part.start(), part.end(), UTC));

    private static Terms terms(String name, long quantity, String unitAmount, String freeUnits) {
        var price = new Price(
                "USD",
                null,
                new BigDecimal(unitAmount),
                null,
                null,
                null,
                null,
                null,
                new BigDecimal(freeUnits),
                null,
                null,
                null);
        var calls =
                new Charge("calls", null, ChargeType.USAGE, null, ChargeModel.PER_UNIT, "calls", null, List.of(price));
        var base = new Charge(
                "base",
                null,
                ChargeType.RECURRING,
                ChargeModel.PER_UNIT,
                List.of(new Price("USD", null, new BigDecimal("310"))));
        return PaperBilling.terms(name, MONTH, quantity, base, calls);
    }

    private static PaperBilling sold() {
        return PaperBilling.sell(terms("a", 1, "1", "100"), UTC, Granularity.DAY, day("2026-01-01"), 0, null)
                .uses(TEN_A_DAY);
    }

    private static Instant day(String date) {
        return LocalDate.parse(date).atStartOfDay(UTC).toInstant();
    }

    private static List<Long> usage(PaperBilling paper) {
        return paper.lines().stream()
                .filter(line -> line.type() == LineType.USAGE)
                .map(DraftLine::amount)
                .toList();
    }

    @Test
    void isBilledWhenThePeriodIsOver() {
        var paper = sold();
        assertThat(usage(paper)).isEmpty();

        paper.runTo(day("2026-03-01"));

        assertThat(usage(paper)).containsExactly(210L, 180L);
    }

    @Test
    void aNewPlanCountsFromItsDay() {
        var paper = sold().change(terms("b", 1, "2", "0"), Proration.INVOICE_NOW, day("2026-01-21"));
        assertThat(usage(paper)).containsExactly(100L);

        paper.runTo(day("2026-02-01"));

        assertThat(usage(paper)).containsExactly(100L, 220L);
    }

    /** Free units and tiers are for the whole period, however often the number of seats changes. */
    @Test
    void aChangeOfQuantityLeavesItWhole() {
        var paper = sold().change(terms("a", 5, "1", "100"), Proration.INVOICE_NOW, day("2026-01-11"))
                .change(terms("a", 2, "1", "100"), Proration.INVOICE_NOW, day("2026-01-21"))
                .runTo(day("2026-02-01"));

        assertThat(usage(paper)).containsExactly(210L);
    }

    @Test
    void anUnsettledChangeCountsFromTheNextPeriod() {
        var paper = sold().change(terms("b", 1, "2", "0"), Proration.NONE, day("2026-01-21"))
                .runTo(day("2026-03-01"));

        assertThat(usage(paper)).containsExactly(210L, 560L);
    }

    @Test
    void anEndBillsTheDayOfTheEnd() {
        var paper = sold().cancel(true, day("2026-01-15"));

        assertThat(usage(paper)).containsExactly(50L);
    }

    @Test
    void aPauseBillsWhatWasUsedBeforeIt() {
        var paper = sold().pause(null, day("2026-01-15")).resume(day("2026-01-25"));

        assertThat(usage(paper)).containsExactly(50L);
    }
}
