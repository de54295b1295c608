package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.perennial.billing.domain.PaperBilling;
import dev.perennial.shared.time.BillingInterval;
import dev.perennial.shared.time.Granularity;
import dev.perennial.shared.time.IntervalUnit;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;
import dev.perennial.subscription.domain.ServicePeriods;

/**
 * Kill Bill's cycles, stubs and billing days.
 * <p>What it calls an end is the first day that is not served. With us the day of a cancel is served, so we cancel a
 * day earlier. It knows an end from the start and bills no more than up to it; we bill the period and give the rest
 * back.
 */
final class KillBillPeriods {
    /** A price of 1 with nine decimals: so much of it is billed, so many cycles are. */
    private static final long CYCLE = 1_000_000_000;

    private static final Items ITEMS = new Items(Sales.UTC);

    private KillBillPeriods() {}

    static Map<String, CaseBook.Mapping> mappings() {
        var byKind = new HashMap<String, CaseBook.Mapping>();
        byKind.put("proration_cycles", KillBillPeriods::cycles);
        byKind.put("error", KillBillPeriods::error);
        byKind.put("proration_ratio", KillBillPeriods::ratio);
        byKind.put("service_periods", KillBillPeriods::servicePeriods);
        byKind.put("billing_interval", KillBillPeriods::billingInterval);
        return byKind;
    }

    private static Map<String, ?> cycles(Case given) {
        if (given.has("targets")) {
            var byTarget = new ArrayList<Map<String, Object>>();
            given.inputs().required("targets").forEach(target -> {
                var date = LocalDate.parse(target.asString());
                var cycles = BigDecimal.valueOf(billed(given, date).total(), 9);
                byTarget.add(Map.of("target", date, "cycles", cycles));
            });
            return Map.of("cycles_by_target", byTarget);
        }
        var paper = billed(given, given.date("target"));
        return Map.of(
                "cycles", BigDecimal.valueOf(paper.total(), 9),
                "derived_items",
                        ITEMS.served(paper).stream().map(Items.Served::asCycles).toList());
    }

    private static Map<String, ?> error(Case given) {
        try {
            var served = new Period(Sales.midnight(given.date("start")), Sales.midnight(given.date("end")));
            return Map.of("served", served);
        } catch (IllegalArgumentException e) {
            return Map.of("error", "InvalidDateSequence");
        }
    }

    private static Map<String, ?> ratio(Case given) {
        var start = given.date("start");
        if (given.has("ends")) {
            var thirtyDays = PeriodGrid.ofDays(Sales.UTC, start, interval(given));
            var whole = new ArrayList<Long>();
            given.inputs()
                    .required("ends")
                    .forEach(end -> whole.add(thirtyDays.indexOf(Sales.midnight(LocalDate.parse(end.asString())))));
            return Map.of("whole_periods", whole);
        }
        var part = new Period(Sales.midnight(start), Sales.midnight(given.date("end")));
        if (!given.has("side")) {
            return Map.of("days", Granularity.DAY.between(part.start(), part.end(), Sales.UTC));
        }
        boolean leading = given.text("side").equals("leading");
        var grid = PeriodGrid.ofDays(Sales.UTC, leading ? given.date("end") : start, interval(given));
        var share = new ServicePeriods(grid, part.start(), Granularity.DAY).share(leading ? -1 : 0, part);
        return Map.of(
                "ratio", BigDecimal.valueOf(share.of(CYCLE), 9),
                "numerator_days", share.numerator(),
                "denominator_days", share.denominator());
    }

    private static Map<String, ?> servicePeriods(Case given) {
        if (given.has("n")) {
            var grid = PeriodGrid.ofDays(Sales.UTC, given.date("start"), interval(given));
            var dates = new ArrayList<LocalDate>();
            given.inputs().required("n").forEach(n -> dates.add(grid.dateOf(grid.boundary(n.asInt()))));
            return Map.of("dates", dates);
        }
        return Map.of(
                "periods",
                served(given).stream()
                        .map(part -> part.start() + ".." + part.end())
                        .toList());
    }

    private static Map<String, ?> billingInterval(Case given) {
        var paper = billed(given, given.has("target") ? given.date("target") : given.date("start"));
        var grid = new PeriodGrid(Sales.UTC, paper.gridAnchor(), interval(given));
        var served = ITEMS.served(paper);
        return Map.of(
                "first_cycle_date",
                Sales.firstBoundary(grid, given.date("start")),
                "effective_end",
                served.isEmpty() ? Figures.NONE : served.getLast().end(),
                "next_cycle_date",
                ITEMS.date(Objects.requireNonNull(paper.currentPeriod()).end()),
                "something_to_bill",
                !served.isEmpty());
    }

    private static List<Items.Served> served(Case given) {
        return ITEMS.served(billed(given, given.date("target")));
    }

    /** The subscription of a case, billed up to a target date. */
    private static PaperBilling billed(Case given, LocalDate target) {
        boolean inAdvance = given.text("mode").equals("IN_ADVANCE");
        var start = given.date("start");
        var charge = inAdvance ? Sales.inAdvance("base", CYCLE) : Sales.inArrears("base", CYCLE);
        var anchor = Sales.anchor(start, (int) given.number("bcd"), interval(given));
        var paper = Sales.sell(Sales.terms(interval(given), charge), start, anchor);
        var lastDay = lastDay(start, given.dateOrNull("end"));
        if (lastDay == null) {
            return paper.runTo(Sales.noon(target));
        }
        paper.runTo(Sales.noon(target.isBefore(lastDay) ? target : lastDay));
        boolean isCut = inAdvance
                ? Objects.requireNonNull(paper.currentPeriod()).contains(Sales.noon(lastDay))
                : lastDay.isBefore(target);
        return isCut ? paper.cancel(inAdvance, Sales.noon(lastDay)) : paper;
    }

    private static @Nullable LocalDate lastDay(LocalDate start, @Nullable LocalDate end) {
        if (end == null) {
            return null;
        }
        return end.isAfter(start) ? end.minusDays(1) : start;
    }

    private static BillingInterval interval(Case given) {
        return switch (given.text("period")) {
            case "MONTHLY" -> Sales.MONTHLY;
            case "QUARTERLY" -> Sales.QUARTERLY;
            case "ANNUAL" -> Sales.YEARLY;
            case "WEEKLY" -> Sales.WEEKLY;
            case "THIRTY_DAYS" -> new BillingInterval(IntervalUnit.DAY, 30);
            default -> throw new IllegalArgumentException(given.text("period"));
        };
    }
}
