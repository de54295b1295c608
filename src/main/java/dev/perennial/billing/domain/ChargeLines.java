package dev.perennial.billing.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.perennial.invoice.domain.DraftLine;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.invoice.domain.WholePrice;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rated;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.Period;
import dev.perennial.subscription.domain.ServicePeriods;

/** Turns the charges of a plan into lines, for whole periods and for parts of them. */
final class ChargeLines {

    private ChargeLines() {}

    /** What is billed when a period begins. */
    static List<DraftLine> inAdvance(Terms terms, String currency, ServicePeriods periods, long index) {
        return inAdvance(LineType.RECURRING, terms, currency, periods, index, periods.period(index), charge -> true);
    }

    /** What is billed for the rest of a period, after a change within it. */
    static List<DraftLine> forRest(
            Terms terms, String currency, ServicePeriods periods, long index, Period rest, Predicate<Charge> which) {
        return inAdvance(LineType.PRORATION_CHARGE, terms, currency, periods, index, rest, which);
    }

    private static List<DraftLine> inAdvance(
            LineType type,
            Terms terms,
            String currency,
            ServicePeriods periods,
            long index,
            Period part,
            Predicate<Charge> which) {
        var share = periods.share(index, part);
        var lines = new ArrayList<DraftLine>();
        for (var charge : terms.plan().charges()) {
            if (charge.billsInAdvance() && which.test(charge)) {
                var rated = Rating.rate(charge.model(), price(charge, currency), Measure.of(terms.quantity()), share);
                lines.add(line(type, charge, rated, part, whole(rated, share)));
            }
        }
        return lines;
    }

    /** What a recurring charge costs for a whole period: minor units, exact. */
    static BigDecimal wholePrice(Charge charge, Terms terms, String currency) {
        return Rating.rate(charge.model(), price(charge, currency), Measure.of(terms.quantity()), Fraction.ONE)
                .wholeAmount();
    }

    /** What is billed once, on the first invoice. */
    static List<DraftLine> once(Terms terms, String currency) {
        var lines = new ArrayList<DraftLine>();
        for (var charge : terms.plan().charges()) {
            if (charge.type() == ChargeType.ONE_TIME) {
                var measure = Measure.of(terms.quantity());
                var rated = Rating.rate(charge.model(), price(charge, currency), measure, Fraction.ONE);
                lines.add(line(LineType.ONE_TIME, charge, rated, null, null));
            }
        }
        return lines;
    }

    /**
     * What is billed for time that has passed.
     *
     * @param served the period, from when it was paid for
     * @param since up to when it is billed already
     */
    static List<DraftLine> inArrears(
            Terms terms,
            String currency,
            ServicePeriods periods,
            long index,
            Period served,
            Instant since,
            Instant upTo) {
        if (!since.isBefore(upTo)) {
            return List.of();
        }
        var before = periods.share(index, new Period(served.start(), since));
        var until = periods.share(index, new Period(served.start(), upTo));
        var lines = new ArrayList<DraftLine>();
        for (var charge : terms.plan().charges()) {
            if (charge.billsInArrears()) {
                var measure = Measure.of(terms.quantity());
                var rated = Rating.rateAfter(charge.model(), price(charge, currency), measure, before, until);
                lines.add(line(LineType.RECURRING, charge, rated, new Period(since, upTo), null));
            }
        }
        return lines;
    }

    /** What was used in a part of a period; it is never prorated. What costs nothing makes no line. */
    static List<DraftLine> forUsage(Terms terms, String currency, Period part, Usage usage) {
        if (part.isEmpty()) {
            return List.of();
        }
        var lines = new ArrayList<DraftLine>();
        terms.plan().usageCharges().forEach(charge -> {
            var price = price(charge, currency);
            var measure = usage.of(charge, price, part);
            var rated = Rating.rate(charge.model(), price, measure, Fraction.ONE);
            if (rated.amount() != 0 || measure.quantity().signum() != 0) {
                lines.add(line(LineType.USAGE, charge, rated, part, null));
            }
        });
        return lines;
    }

    /**
     * What was reported for a period after it was billed: for each charge the whole period rated anew, less what is on
     * invoices already, so that tiers, free units and limits hold for the period as a whole.
     */
    static List<DraftLine> forLateUsage(LateUsage late, String currency, Usage usage) {
        var lines = new ArrayList<DraftLine>();
        late.terms().plan().usageCharges().forEach(charge -> {
            var price = price(charge, currency);
            var rated = Rating.rate(charge.model(), price, usage.of(charge, price, late.period()), Fraction.ONE);
            var billed = late.billedFor(charge.code());
            var quantity = rated.quantity().subtract(billed.quantity());
            long amount = Math.subtractExact(rated.amount(), billed.amount());
            if (amount != 0 || quantity.signum() != 0) {
                lines.add(
                        billed.isNothing()
                                ? line(LineType.USAGE, charge, rated, late.period(), null)
                                : difference(charge, quantity, amount, late.period(), rated, billed));
            }
        });
        return lines;
    }

    private static DraftLine difference(
            Charge charge, BigDecimal quantity, long amount, Period period, Rated rated, LateUsage.Billed billed) {
        return new DraftLine(
                LineType.USAGE,
                charge.code(),
                charge.label(),
                quantity,
                null,
                amount,
                period,
                rated.explanation().lessBilled(billed.amount(), amount));
    }

    /** Null where the line itself says what the whole period costs. */
    private static @Nullable WholePrice whole(Rated rated, Fraction share) {
        boolean saysItself = share.isWhole() && rated.wholeAmount().compareTo(BigDecimal.valueOf(rated.amount())) == 0;
        return saysItself ? null : new WholePrice(rated.wholeAmount(), share.denominator());
    }

    private static DraftLine line(
            LineType type, Charge charge, Rated rated, @Nullable Period period, @Nullable WholePrice whole) {
        return new DraftLine(
                null,
                type,
                charge.code(),
                charge.label(),
                rated.quantity(),
                rated.unitAmount(),
                rated.amount(),
                period,
                rated.explanation(),
                whole,
                null);
    }

    private static Price price(Charge charge, String currency) {
        return charge.priceIn(currency).orElseThrow(() -> new MissingPriceException(charge.code(), currency));
    }
}
