package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeTiming;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.plan.pricing.Tier;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/** What holds for any life of a subscription. The seed is fixed; a failure names the sample. */
class BillingPropertiesTests {
    private static final long SEED = 20_261_124;
    private static final int SAMPLES = Integer.getInteger("property.samples", 2_000);
    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("UTC"), ZoneId.of("America/Santiago"), ZoneId.of("Australia/Lord_Howe"));
    private static final List<IntervalUnit> UNITS = List.of(IntervalUnit.values());
    private static final List<Proration> SETTLING = List.of(Proration.INVOICE_NOW, Proration.NEXT_INVOICE);
    private static final BillingInterval MONTH = new BillingInterval(IntervalUnit.MONTH, 1);

    /**
     * Sells, changes, pauses, resumes and cancels at random, and beside it keeps the simplest book there is: which
     * terms served which stretch of time.
     */
    private static final class Life {
        private final RandomGenerator random;
        private final ZoneId zone;
        private final Granularity granularity;
        private final boolean mayNotSettle;
        private final List<Stretch> book = new ArrayList<>();
        private final PaperBilling paper;
        private Instant now;
        private @Nullable Stretch open;

        /** Terms that served from one instant to another, on a grid. */
        private record Stretch(Instant from, Instant to, Terms terms, PeriodGrid grid) {}

        Life(long seed, Granularity granularity, boolean mayNotSettle) {
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            this.granularity = granularity;
            this.mayNotSettle = mayNotSettle;
            this.zone = ZONES.get(random.nextInt(ZONES.size()));
            this.now = LocalDate.of(2027, 1, 1)
                    .plusDays(random.nextInt(800))
                    .atStartOfDay(zone)
                    .toInstant()
                    .plusSeconds(random.nextLong(86_400));
            var anchor = random.nextInt(3) == 0 && granularity == Granularity.DAY ? LocalDate.of(2026, 1, 1) : null;
            int trialDays = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 0;
            var terms = terms();
            this.paper = PaperBilling.sell(terms, zone, granularity, now, trialDays, anchor);
            var start = granularity.startOf(now, zone);
            var from = trialDays == 0
                    ? start
                    : start.atZone(zone).plusDays(trialDays).toInstant();
            var gridAnchor = anchor == null ? from.atZone(zone).toLocalDateTime() : anchor.atStartOfDay();
            open(from, terms, new PeriodGrid(zone, gridAnchor, terms.plan().interval()));
        }

        private Terms terms() {
            var interval = random.nextInt(4) == 0
                    ? new BillingInterval(UNITS.get(random.nextInt(UNITS.size())), 1 + random.nextInt(2))
                    : MONTH;
            return BillingPropertiesTests.terms(random, interval);
        }

        private void open(Instant from, Terms terms, PeriodGrid grid) {
            open = new Stretch(from, Instant.MAX, terms, grid);
        }

        private void close(Instant to) {
            var stretch = Objects.requireNonNull(open);
            if (stretch.from().isBefore(to)) {
                book.add(new Stretch(stretch.from(), to, stretch.terms(), stretch.grid()));
            }
            open = null;
        }

        void live(int steps) {
            for (int i = 0; i < steps && !paper.isEnded(); i++) {
                now = now.plus(
                        Duration.ofMinutes(random.nextInt(5) == 0 ? random.nextInt(600) : random.nextInt(70_000)));
                switch (random.nextInt(5)) {
                    case 0, 1, 2 -> change();
                    case 3 -> pauseAndResume();
                    default -> paper.runTo(now);
                }
            }
            now = now.plus(Duration.ofMinutes(random.nextInt(70_000)));
            paper.cancel(true, now);
            if (open != null) {
                close(granularity.endOf(now, zone));
            }
        }

        private void change() {
            var next = terms();
            var kinds = mayNotSettle ? List.of(Proration.values()) : SETTLING;
            var proration = kinds.get(random.nextInt(kinds.size()));
            paper.runTo(now);
            var before = Objects.requireNonNull(open);
            boolean onTrial = paper.isTrialing();
            paper.change(next, proration, now);
            boolean newInterval =
                    !next.plan().interval().equals(before.terms().plan().interval());
            if (onTrial) {
                open(
                        before.from(),
                        next,
                        new PeriodGrid(zone, before.grid().anchor(), next.plan().interval()));
                return;
            }
            var cut = granularity.startOf(now, zone);
            close(cut);
            var anchor = newInterval
                    ? cut.atZone(zone).toLocalDateTime()
                    : before.grid().anchor();
            open(cut, next, new PeriodGrid(zone, anchor, next.plan().interval()));
        }

        private void pauseAndResume() {
            paper.runTo(now);
            if (paper.isTrialing()) {
                return;
            }
            paper.pause(null, now);
            var terms = Objects.requireNonNull(open).terms();
            var used = granularity.endOf(now, zone);
            now = now.plus(Duration.ofMinutes(random.nextInt(3) == 0 ? 1 : random.nextInt(90_000)));
            var start = granularity.startOf(now, zone);
            close(used.isBefore(start) ? used : start);
            paper.resume(now);
            open(
                    start,
                    terms,
                    new PeriodGrid(
                            zone,
                            start.atZone(zone).toLocalDateTime(),
                            terms.plan().interval()));
        }

        /** The naive sum: every stretch at its share of every period it touches. */
        BigDecimal exactPrice() {
            var sum = BigDecimal.ZERO;
            for (var stretch : book) {
                for (long i = stretch.grid().indexOf(stretch.from());
                        stretch.grid().boundary(i).isBefore(stretch.to());
                        i++) {
                    var full = stretch.grid().period(i);
                    var from = full.start().isBefore(stretch.from()) ? stretch.from() : full.start();
                    var to = full.end().isAfter(stretch.to()) ? stretch.to() : full.end();
                    long units = granularity.between(from, to, zone);
                    long whole = granularity.between(full.start(), full.end(), zone);
                    sum = sum.add(price(stretch.terms())
                            .multiply(BigDecimal.valueOf(units))
                            .divide(BigDecimal.valueOf(whole), MathContext.DECIMAL128));
                }
            }
            return sum;
        }

        private static BigDecimal price(Terms terms) {
            var sum = BigDecimal.ZERO;
            for (var charge : terms.plan().charges()) {
                var measure = Measure.of(terms.quantity());
                var price = charge.priceIn("USD").orElseThrow();
                sum = sum.add(Rating.rate(charge.model(), price, measure, Fraction.ONE)
                        .wholeAmount());
            }
            return sum;
        }
    }

    /** Every plan has a charge of the same name, so its time can be followed through all changes. */
    private static Terms terms(RandomGenerator random, BillingInterval interval) {
        var base = new Charge(
                "base",
                null,
                ChargeType.RECURRING,
                random.nextInt(3) == 0 ? ChargeTiming.IN_ARREARS : ChargeTiming.IN_ADVANCE,
                ChargeModel.FLAT,
                null,
                null,
                List.of(new Price("USD", 1 + random.nextLong(10_000), null)));
        var seats = random.nextBoolean()
                ? new Charge(
                        "seats",
                        null,
                        ChargeType.RECURRING,
                        ChargeModel.PER_UNIT,
                        List.of(new Price("USD", null, BigDecimal.valueOf(random.nextLong(100_000), 2))))
                : new Charge(
                        "seats",
                        null,
                        ChargeType.RECURRING,
                        ChargeModel.GRADUATED,
                        List.of(Price.tiered(
                                "USD",
                                new Tier(BigDecimal.valueOf(5), BigDecimal.valueOf(random.nextLong(1_000)), 100L),
                                new Tier(null, BigDecimal.valueOf(random.nextLong(500)), null))));
        var code = base.prices() + "|" + seats.prices() + "|" + base.timing() + interval;
        return PaperBilling.terms(code, interval, random.nextLong(12), base, seats);
    }

    @ParameterizedTest
    @EnumSource
    void noTimeIsBilledTwiceAndNoneIsSkipped(Granularity granularity) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var life = new Life(SEED + sample, granularity, true);
            life.live(6);

            var served = served(life.paper.lines(), "base");
            var expected = new ArrayList<Period>();
            for (var stretch : life.book) {
                append(expected, new Period(stretch.from(), stretch.to()));
            }
            var actual = new ArrayList<Period>();
            for (var period : served) {
                if (!actual.isEmpty()) {
                    assertThat(period.start())
                            .as("sample %s bills %s twice", sample, period)
                            .isAfterOrEqualTo(actual.getLast().end());
                }
                append(actual, period);
            }
            assertThat(actual).as("sample %s", sample).isEqualTo(expected);
        }
    }

    /** The real thing and the naive book agree to half a cent per line. */
    @ParameterizedTest
    @EnumSource
    void theSumIsWhatTheTimeCost(Granularity granularity) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var life = new Life(SEED + sample, granularity, false);
            life.live(6);

            var difference = life.exactPrice()
                    .subtract(BigDecimal.valueOf(life.paper.total()))
                    .abs();
            var most = BigDecimal.valueOf(life.paper.lines().size()).multiply(new BigDecimal("0.5"));
            assertThat(difference).as("sample %s", sample).isLessThanOrEqualTo(most);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCreditAndWhatIsKeptAreWhatWasBilled(Granularity granularity) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var life = new Life(SEED + sample, granularity, true);
            life.live(6);

            var billed = new HashMap<UUID, Long>();
            life.paper.lines().forEach(line -> billed.put(Objects.requireNonNull(line.id()), line.amount()));
            var credited = new HashMap<UUID, Long>();
            for (var line : life.paper.lines()) {
                if (line.creditedLineId() != null) {
                    assertThat(credited.put(line.creditedLineId(), -line.amount()))
                            .as("sample %s credits a line twice", sample)
                            .isNull();
                }
            }
            for (var credit : credited.entrySet()) {
                assertThat(credit.getValue())
                        .as("sample %s", sample)
                        .isBetween(0L, Objects.requireNonNull(billed.get(credit.getKey())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeAndTheChangeBackCancelOut(Granularity granularity) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + sample);
            var zone = ZONES.get(random.nextInt(ZONES.size()));
            var sold = LocalDate.of(2027, 1, 1)
                    .plusDays(random.nextInt(800))
                    .atStartOfDay(zone)
                    .toInstant();
            var anchor = random.nextBoolean() && granularity == Granularity.DAY ? LocalDate.of(2026, 1, 1) : null;
            var first = terms(random, MONTH);
            var other = terms(random, MONTH);
            var paper = PaperBilling.sell(first, zone, granularity, sold, 0, anchor);
            var at = sold.plusSeconds(random.nextLong(60L * 86_400));
            paper.runTo(at);
            long before = paper.total();
            int invoices = paper.invoices().size();

            var back = random.nextBoolean() ? Proration.INVOICE_NOW : Proration.NEXT_INVOICE;
            paper.change(other, Proration.INVOICE_NOW, at).change(first, back, at);
            paper.change(other, Proration.NONE, at).change(first, Proration.INVOICE_NOW, at);

            // What is billed in arrears for the time that has passed may come early, but is no part of the change.
            long early = paper.invoices().subList(invoices, paper.invoices().size()).stream()
                    .flatMap(invoice -> invoice.lines().stream())
                    .filter(line -> line.type() == LineType.RECURRING)
                    .mapToLong(DraftLine::amount)
                    .sum();
            assertThat(paper.total() - before - early).as("sample %s", sample).isZero();
        }
    }

    @Test
    void aChangeToTheSameTermsCostsNothing() {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + sample);
            var terms = advanceOnly(terms(random, MONTH));
            var sold = Instant.parse("2027-01-01T00:00:00Z").plusSeconds(random.nextLong(400L * 86_400));
            var at = sold.plusSeconds(random.nextLong(60L * 86_400));
            var paper = PaperBilling.sell(terms, ZONES.getFirst(), Granularity.DAY, sold, 0, null);

            assertThat(paper.previewChange(terms, at).lines())
                    .as("sample %s", sample)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPreviewIsWhatThenHappens(Granularity granularity) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            var life = new Life(SEED + sample, granularity, true);
            life.live(0);
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + sample);
            var paper = PaperBilling.sell(
                    terms(random, MONTH),
                    ZONES.getFirst(),
                    granularity,
                    Instant.parse("2027-01-31T10:00:00Z"),
                    0,
                    null);
            var at = Instant.parse("2027-01-31T10:00:00Z").plusSeconds(random.nextLong(60L * 86_400));
            var next = terms(random, random.nextInt(3) == 0 ? new BillingInterval(IntervalUnit.YEAR, 1) : MONTH);

            var preview = paper.previewChange(next, at);
            int invoices = paper.invoices().size();
            paper.change(next, Proration.INVOICE_NOW, at);

            if (preview.lines().isEmpty()) {
                assertThat(paper.invoices()).hasSize(invoices);
            } else {
                assertThat(paper.lastInvoice().total()).isEqualTo(preview.total());
                assertThat(paper.lastInvoice().lines())
                        .extracting(DraftLine::type, DraftLine::chargeCode, DraftLine::amount, DraftLine::period)
                        .containsExactlyElementsOf(preview.lines().stream()
                                .map(line -> tuple(line.type(), line.chargeCode(), line.amount(), line.period()))
                                .toList());
            }
        }
    }

    /** Billed in arrears in pieces, a period costs what it costs as a whole, wherever the cuts are. */
    @Test
    void piecesOfAPeriodSumToTheWhole() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int sample = 0; sample < 10 * SAMPLES; sample++) {
            long whole = 1 + random.nextLong(366);
            var price = new Price("USD", null, BigDecimal.valueOf(random.nextLong(1_000_000), random.nextInt(6)));
            var measure = Measure.of(random.nextLong(50));
            long billed = 0;
            long at = 0;
            long sum = 0;
            while (at < whole) {
                at = Math.min(whole, at + 1 + random.nextLong(whole));
                sum += Rating.rateAfter(
                                ChargeModel.PER_UNIT,
                                price,
                                measure,
                                new Fraction(billed, whole),
                                new Fraction(at, whole))
                        .amount();
                billed = at;
            }
            assertThat(sum)
                    .as("sample %s", sample)
                    .isEqualTo(Rating.rate(ChargeModel.PER_UNIT, price, measure, Fraction.ONE)
                            .amount());
        }
    }

    private static Terms advanceOnly(Terms terms) {
        var charges =
                terms.plan().charges().stream().filter(Charge::billsInAdvance).toArray(Charge[]::new);
        return PaperBilling.terms("advance", MONTH, terms.quantity(), charges);
    }

    /** What lines billed of one charge, less what was credited, in time order. */
    private static List<Period> served(List<DraftLine> lines, String code) {
        Map<UUID, Instant> creditedFrom = new HashMap<>();
        for (var line : lines) {
            if (line.creditedLineId() != null) {
                creditedFrom.put(
                        line.creditedLineId(),
                        Objects.requireNonNull(line.period()).start());
            }
        }
        return lines.stream()
                .filter(line -> code.equals(line.chargeCode()))
                .filter(line -> line.type() == LineType.RECURRING || line.type() == LineType.PRORATION_CHARGE)
                .map(line -> {
                    var period = Objects.requireNonNull(line.period());
                    return new Period(period.start(), creditedFrom.getOrDefault(line.id(), period.end()));
                })
                .filter(period -> !period.isEmpty())
                .sorted(Comparator.comparing(Period::start))
                .toList();
    }

    private static void append(List<Period> periods, Period next) {
        if (next.isEmpty()) {
            return;
        }
        if (!periods.isEmpty() && periods.getLast().end().equals(next.start())) {
            periods.set(periods.size() - 1, new Period(periods.getLast().start(), next.end()));
        } else {
            periods.add(next);
        }
    }
}
