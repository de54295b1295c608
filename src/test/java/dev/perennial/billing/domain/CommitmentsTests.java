package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.Discount;
import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.Drafts;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.PlanTerms;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;

import static org.assertj.core.api.Assertions.assertThat;

/** A base of 100 a day in January, ten calls a day at 1 each, and the least that they come to. */
class CommitmentsTests {
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final BillingInterval MONTH = new BillingInterval(IntervalUnit.MONTH, 1);
    private static final Usage TEN_A_DAY =
            (charge, price, part) -> Measure.of(10 * Granularity.DAY.between(part.start(), part.end(), UTC));

    private static Terms terms(String name, @Nullable Long ofPlan, @Nullable Long ofCalls) {
        var base = new Charge(
                "base", null, ChargeType.RECURRING, ChargeModel.FLAT, List.of(new Price("USD", 3_100L, null)));
        var calls = new Charge(
                "calls",
                null,
                ChargeType.USAGE,
                null,
                ChargeModel.PER_UNIT,
                "calls",
                null,
                List.of(new Price("USD", null, BigDecimal.ONE)),
                ofCalls == null ? null : List.of(new Commitment("USD", ofCalls)));
        var version = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        var plan = new PlanTerms(
                version,
                version,
                name,
                1,
                MONTH,
                0,
                0,
                List.of(base, calls),
                ofPlan == null ? List.of() : List.of(new Commitment("USD", ofPlan)));
        return new Terms(plan, 1);
    }

    private static PaperBilling sold(Terms terms, String date, @Nullable LocalDate anchor) {
        return PaperBilling.sell(terms, UTC, Granularity.DAY, day(date), 0, anchor)
                .uses(TEN_A_DAY);
    }

    private static PaperBilling sold(Terms terms) {
        return sold(terms, "2026-01-01", null);
    }

    private static Instant day(String date) {
        return LocalDate.parse(date).atStartOfDay(UTC).toInstant();
    }

    private static List<Long> topUps(PaperBilling paper) {
        return paper.lines().stream()
                .filter(line -> line.type() == LineType.MINIMUM_COMMITMENT)
                .map(DraftLine::amount)
                .toList();
    }

    @Test
    void whatAPeriodLacksIsBilledWhenItIsOver() {
        var paper = sold(terms("least", 5_000L, null));
        assertThat(topUps(paper)).isEmpty();

        paper.runTo(day("2026-02-01"));

        // 5000 less 3100 of the base and 310 of calls, both of January.
        assertThat(topUps(paper)).containsExactly(1_590L);
        var line = paper.lastInvoice().lines().stream()
                .filter(one -> one.type() == LineType.MINIMUM_COMMITMENT)
                .findFirst()
                .orElseThrow();
        assertThat(line.period()).isEqualTo(new Period(day("2026-01-01"), day("2026-02-01")));
    }

    @Test
    void nothingIsMissingWhereTheLeastIsReached() {
        assertThat(topUps(sold(terms("less", 3_410L, null)).runTo(day("2026-02-01"))))
                .isEmpty();
        assertThat(topUps(sold(terms("more", 3_411L, null)).runTo(day("2026-02-01"))))
                .containsExactly(1L);
    }

    @Test
    void aChargeIsToppedUpFirstAndThatCountsForThePlan() {
        var paper = sold(terms("both", 5_000L, 500L)).runTo(day("2026-02-01"));

        assertThat(topUps(paper)).containsExactly(190L, 1_400L);
        assertThat(paper.total()).isEqualTo(5_000 + 3_100);
    }

    /** The day of the end is served: 15 of 31 days. */
    @Test
    void anEndIsHeldToItsPart() {
        var paper = sold(terms("least", 5_000L, null)).cancel(true, day("2026-01-15"));

        // 2419 less 1500 of the base, after the credit, and 150 of calls.
        assertThat(topUps(paper)).containsExactly(769L);
        assertThat(paper.total()).isEqualTo(2_419);
    }

    /** The credit is half as much, as half as much was paid; what was billed for the time is the same. */
    @Test
    void aDiscountChangesNothing() {
        var paper = sold(terms("least", 5_000L, null)).discount(50).cancel(true, day("2026-01-15"));

        assertThat(paper.lastInvoice().lines().getFirst().amount()).isEqualTo(-800);
        assertThat(topUps(paper)).containsExactly(769L);
    }

    @Test
    void whatIsNotGivenBackCountsWhole() {
        assertThat(topUps(sold(terms("least", 5_000L, null)).cancel(false, day("2026-01-15"))))
                .isEmpty();
        assertThat(topUps(sold(terms("much", 9_000L, null)).cancel(false, day("2026-01-15"))))
                .containsExactly(4_355L - 3_100 - 150);
    }

    @Test
    void anAnnouncedEndIsHeldToTheWholePeriod() {
        var paper = sold(terms("least", 5_000L, null)).cancelAtPeriodEnd().runTo(day("2026-02-01"));

        assertThat(topUps(paper)).containsExactly(1_590L);
        assertThat(paper.total()).isEqualTo(5_000);
    }

    @Test
    void aStubIsHeldToItsShare() {
        var paper = sold(terms("least", 5_000L, null), "2026-01-15", LocalDate.parse("2026-01-01"))
                .runTo(day("2026-02-01"));

        // 17 of 31 days: 2742 less 1700 and 170.
        assertThat(topUps(paper)).containsExactly(872L);
    }

    @Test
    void aTrialIsHeldToNothing() {
        var paper = PaperBilling.sell(terms("least", 5_000L, null), UTC, Granularity.DAY, day("2026-01-01"), 14, null)
                .uses(TEN_A_DAY)
                .runTo(day("2026-01-15"));

        assertThat(topUps(paper)).isEmpty();
    }

    @Test
    void anotherPlanEndsTheStretch() {
        var paper = sold(terms("least", 5_000L, null))
                .change(terms("free", null, null), Proration.INVOICE_NOW, day("2026-01-11"));

        // Ten days: 1613 less 1000 and 100; the base costs the same and stays as it was billed.
        assertThat(topUps(paper)).containsExactly(513L);

        paper.change(terms("least", 5_000L, null), Proration.INVOICE_NOW, day("2026-01-21"))
                .runTo(day("2026-02-01"));

        // The last eleven days: 5000 - 3226 less 1100 and 110.
        assertThat(topUps(paper)).containsExactly(513L, 564L);
    }

    @Test
    void piecesOfAPeriodAddUp() {
        var paper = sold(terms("least", 5_000L, null))
                .change(terms("same", 5_000L, null), Proration.INVOICE_NOW, day("2026-01-12"))
                .change(terms("least", 5_000L, null), Proration.NEXT_INVOICE, day("2026-01-23"))
                .runTo(day("2026-02-01"));

        assertThat(topUps(paper)).hasSize(3);
        assertThat(topUps(paper).stream().mapToLong(Long::longValue).sum()).isEqualTo(1_590);
    }

    /** However a month is cut, it comes to what was agreed, but for half a cent at each cut. */
    @RepeatedTest(200)
    void aMonthComesToWhatWasAgreedHoweverItIsCut(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var paper = sold(terms("p0", 9_999L, 100L));
        int cuts = random.nextInt(5);
        int day = 2;
        for (int i = 1; i <= cuts && day < 31; i++) {
            day += random.nextInt(32 - day);
            var proration = random.nextBoolean() ? Proration.INVOICE_NOW : Proration.NEXT_INVOICE;
            paper.change(
                    terms("p" + i, 9_999L, 100L), proration, day("2026-01-01").plus(day - 1, ChronoUnit.DAYS));
        }
        paper.runTo(day("2026-02-01"));

        long february = 3_100;
        assertThat(paper.total() - february).isBetween(9_999L - cuts, 9_999L + cuts);
    }

    @Test
    void aPauseEndsTheStretch() {
        var paper = sold(terms("least", 5_000L, null))
                .pause(null, day("2026-01-10"))
                .resume(day("2026-03-05"));

        // Ten days were served; the rest of the base is given back.
        assertThat(topUps(paper)).containsExactly(513L);
    }

    @Test
    void lateUsageTakesThePlaceOfWhatWasMissing() {
        var before = List.of(new TopUp("calls", "Calls", 500, 190), new TopUp(null, "Plan", 1_900, 1_400));
        var stretch = new Period(day("2026-01-01"), day("2026-02-01"));

        assertThat(amounts(TopUp.again(before, Map.of("calls", 310L), stretch))).isEmpty();
        assertThat(amounts(TopUp.again(before, Map.of("calls", 400L), stretch))).containsExactly(-90L);
        assertThat(amounts(TopUp.again(before, Map.of("calls", 700L), stretch))).containsExactly(-190L, -200L);
        assertThat(amounts(TopUp.again(before, Map.of("calls", 9_000L), stretch)))
                .containsExactly(-190L, -1_400L);
        assertThat(amounts(TopUp.again(before, Map.of("calls", 0L), stretch))).containsExactly(310L);
    }

    /** A coupon took its part off what was topped up; usage that takes its place is not discounted again. */
    @Test
    void whatTakesAPlaceIsNotDiscountedAgain() {
        var stretch = new Period(day("2026-01-01"), day("2026-02-01"));
        var late = AssessedInvoice.of(Drafts.of(
                        List.of(line(LineType.USAGE, 1_000, stretch), line(LineType.MINIMUM_COMMITMENT, -600, stretch)))
                .discounted(List.of(half()), Fraction.ONE));
        var lessUsed = AssessedInvoice.of(
                Drafts.of(List.of(line(LineType.USAGE, -600, stretch), line(LineType.MINIMUM_COMMITMENT, 600, stretch)))
                        .discounted(List.of(half()), Fraction.ONE));

        assertThat(late.discountTotal()).isEqualTo(200);
        assertThat(lessUsed.total()).isZero();
    }

    private static List<Long> amounts(List<DraftLine> lines) {
        return lines.stream().map(DraftLine::amount).toList();
    }

    private static Discount half() {
        return new Discount(new UUID(0, 1), "HALF", BigDecimal.valueOf(50), null, Set.of(), false);
    }

    private static DraftLine line(LineType type, long amount, Period period) {
        return new DraftLine(type, "calls", "Calls", BigDecimal.ONE, null, amount, period, "");
    }
}
