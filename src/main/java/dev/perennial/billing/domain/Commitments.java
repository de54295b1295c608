package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.ServedLine;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rated;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Ratio;
import dev.perennial.shared.time.Period;

/**
 * What a stretch of a period lacks of the least that was agreed for it.
 * <pre>
 * agreed     1 Jan ──────── 5000 ──────── 1 Feb
 * billed           base 3000, usage 800
 * missing                                 1200, a line of its own
 * cancelled  1 Jan ── 15 of 31 days: 2419 ──┘
 * </pre>
 * The least is prorated with the time that was served. It is compared with what was billed for that time, before
 * discounts and tax, whether in advance or in arrears; time that is given back counts as not billed. First come
 * charges, and what they are topped up to counts for the plan.
 */
final class Commitments {
    private final BilledSubscription billed;
    /** Whose agreed part is due. */
    private final Period stretch;
    /** For which time what was billed counts. */
    private final Period counting;

    private final List<ServedLine> lines = new ArrayList<>();
    /** From when lines are given back, by their ids. */
    private final Map<UUID, Instant> givenBackFrom = new HashMap<>();

    private final List<DraftLine> missing = new ArrayList<>();

    private Commitments(BilledSubscription billed, Period stretch, Period counting, List<DraftLine> fresh) {
        this.billed = billed;
        this.stretch = stretch;
        this.counting = counting;
        lines.addAll(billed.served());
        Stream.concat(billed.waiting().stream(), fresh.stream())
                .forEach(line -> ServedLine.of(billed.id(), line).ifPresent(lines::add));
        for (var line : lines) {
            // What was waived stays paid for, and counts.
            if (line.creditedLineId() != null && line.amount() != 0) {
                givenBackFrom.put(line.creditedLineId(), line.period().start());
            }
        }
    }

    /**
     * What the stretch that ends the current period lacks: at its end, or earlier, when nothing of it is served any
     * more.
     *
     * @param fresh what is about to be billed for the period, and what is given back of it
     */
    static List<DraftLine> atEnd(BilledSubscription billed, Period stretch, List<DraftLine> fresh) {
        var period = billed.currentPeriod();
        return period == null ? List.of() : of(billed, stretch, new Period(stretch.start(), period.end()), fresh);
    }

    /** What a stretch lacks after which the period goes on, by other terms. */
    static List<DraftLine> beforeChange(BilledSubscription billed, Period stretch, List<DraftLine> fresh) {
        return of(billed, stretch, stretch, fresh);
    }

    private static List<DraftLine> of(
            BilledSubscription billed, Period stretch, Period counting, List<DraftLine> fresh) {
        if (!billed.arrears().plan().hasCommitments() || stretch.isEmpty()) {
            return List.of();
        }
        return new Commitments(billed, stretch, counting, fresh).missing();
    }

    private List<DraftLine> missing() {
        var plan = billed.arrears().plan();
        for (var charge : plan.charges()) {
            charge.commitmentIn(billed.currency()).ifPresent(least -> ofCharge(charge, agreed(least)));
        }
        plan.commitmentIn(billed.currency()).ifPresent(least -> ofPlan(agreed(least)));
        return missing;
    }

    private void ofCharge(Charge charge, Rated agreed) {
        long used =
                billedFor(line -> line.type() == LineType.USAGE && charge.code().equals(line.chargeCode()));
        add(charge.code(), "Minimum commitment: " + charge.label(), agreed, used, agreed.amount());
    }

    private void ofPlan(Rated agreed) {
        missing.forEach(line -> ServedLine.of(billed.id(), line).ifPresent(lines::add));
        long all = billedFor(line -> line.type() != LineType.MINIMUM_COMMITMENT || line.chargeCode() != null);
        long fixed = billedFor(line -> line.type() != LineType.MINIMUM_COMMITMENT && line.type() != LineType.USAGE);
        add(null, "Minimum commitment", agreed, all, agreed.amount() - fixed);
    }

    /** @param toBeUsed what usage has to come to for nothing to be missing; late usage is compared with it */
    private void add(@Nullable String chargeCode, String description, Rated agreed, long counted, long toBeUsed) {
        var shortfall = new Shortfall(agreed, counted);
        if (shortfall.amount() > 0) {
            missing.add(line(chargeCode, description, shortfall.amount(), stretch, toBeUsed, shortfall.explanation()));
        }
    }

    /** The part of what was agreed for the whole period that falls on the stretch: pieces add up to the whole. */
    private Rated agreed(long least) {
        var period = Objects.requireNonNull(billed.currentPeriod());
        var periods = billed.periods();
        long index = billed.state().nextPeriodIndex() - 1;
        return Rating.rateAfter(
                ChargeModel.FLAT,
                new Price(billed.currency(), least, null),
                Measure.of(1),
                periods.share(index, new Period(period.start(), stretch.start())),
                periods.share(index, new Period(period.start(), stretch.end())));
    }

    /**
     * What lines come to for the time that counts, each by the share of its own time. A credit is what was really paid
     * for its time, and so less than was billed before discounts: rather than by its amount it counts by where it
     * begins.
     */
    private long billedFor(Predicate<ServedLine> which) {
        return lines.stream()
                .filter(line -> line.type() != LineType.PRORATION_CREDIT)
                .filter(which)
                .map(this::within)
                .reduce(Ratio.ZERO, Ratio::plus)
                .rounded();
    }

    private Ratio within(ServedLine line) {
        var start = later(line.period().start(), counting.start());
        var served = line.id() == null
                ? line.period().end()
                : givenBackFrom.getOrDefault(line.id(), line.period().end());
        var end = earlier(served, counting.end());
        if (!start.isBefore(end)) {
            return Ratio.ZERO;
        }
        long all = units(line.period());
        // A line for less than a day is billed as it is, and cannot be divided by days.
        return all == 0
                ? Ratio.of(line.amount())
                : Ratio.of(line.amount())
                        .times(new Ratio(BigInteger.valueOf(units(new Period(start, end))), BigInteger.valueOf(all)));
    }

    private long units(Period period) {
        return billed.granularity().between(period.start(), period.end(), billed.zone());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static DraftLine line(
            @Nullable String chargeCode,
            String description,
            long amount,
            Period stretch,
            long toBeUsed,
            Explanation explanation) {
        return new DraftLine(
                null,
                LineType.MINIMUM_COMMITMENT,
                chargeCode,
                description,
                BigDecimal.ONE,
                null,
                amount,
                stretch,
                explanation,
                new WholePrice(BigDecimal.valueOf(toBeUsed), 1),
                null);
    }
}
