package dev.perennial.cases;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rated;
import dev.perennial.plan.pricing.Tier;
import dev.perennial.shared.time.Period;
import dev.perennial.shared.time.PeriodGrid;

/**
 * Kill Bill's consumable and capacity usage. Its tiers hold blocks of units: one tier of them is our PACKAGE, several
 * tiers are our GRADUATED (ALL_TIERS) or VOLUME (TOP_TIER) at the price of a unit, which differs where a block is
 * begun.
 */
final class KillBillUsage {

    private final UsageRater rater;

    KillBillUsage(UsageRater rater) {
        this.rater = rater;
    }

    /** @param maxBlocks how many blocks the tier adds; negative without end */
    private record Blocks(BigDecimal size, BigDecimal maxBlocks, BigDecimal price) {

        static Blocks of(JsonNode tier) {
            return tier.isArray()
                    ? new Blocks(decimal(tier.required(0)), decimal(tier.required(1)), decimal(tier.required(2)))
                    : new Blocks(
                            decimal(tier.required("block_size")),
                            decimal(tier.required("max_blocks")),
                            decimal(tier.required("block_price")));
        }

        static List<Blocks> listOf(JsonNode tiers) {
            return tiers.valueStream().map(Blocks::of).toList();
        }

        BigDecimal unitAmount() {
            return Figures.minor(price).divide(size);
        }
    }

    Map<String, CaseBook.Mapping> mappings() {
        var mappings = new HashMap<String, CaseBook.Mapping>();
        mappings.put("usage_consumable", this::consumable);
        mappings.put("usage_capacity", this::capacity);
        mappings.put("KB-UC-018", this::consumableInPeriods);
        mappings.put("KB-UC-019", this::consumableBilledBefore);
        mappings.put("KB-SC-050", this::consumableAtABoundary);
        mappings.put("KB-SC-051", this::consumableReportedLate);
        mappings.put("KB-SC-052", this::capacityByMonth);
        mappings.put("KB-SC-056", this::consumableAcrossAChange);
        mappings.put("KB-SC-058", this::consumableAcrossAMoveOfTheBillingDay);
        return mappings;
    }

    private Map<String, ?> consumable(Case given) {
        boolean allTiers = given.text("policy").equals("ALL_TIERS");
        if (!given.has("units")) {
            var tiers = Blocks.listOf(given.inputs().required("tiers"));
            return Map.of("amount", Figures.units(rate(allTiers, tiers, given.decimal("quantity"))));
        }
        long sum = given.inputs()
                .required("units")
                .valueStream()
                .mapToLong(unit -> {
                    var tiers = unit.has("tiers") ? Blocks.listOf(unit.required("tiers")) : List.of(Blocks.of(unit));
                    return rate(allTiers, tiers, decimal(unit.required("quantity")));
                })
                .sum();
        return Map.of("amount", Figures.units(sum));
    }

    /** We bill usage once, when its period has ended; Kill Bill bills what has come to since the last run. */
    private Map<String, ?> consumableInPeriods(Case given) {
        var tiers = Blocks.listOf(given.inputs().required("tiers"));
        var amounts = new ArrayList<BigDecimal>();
        given.inputs().required("periods").forEach(period -> {
            var used = period.required("quantities")
                    .valueStream()
                    .map(KillBillUsage::decimal)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            amounts.add(Figures.units(rate(true, tiers, used)).subtract(decimal(period.required("already_billed"))));
        });
        return Map.of("new_amounts", amounts);
    }

    private Map<String, ?> consumableBilledBefore(Case given) {
        var tiers = Blocks.listOf(given.inputs().required("tiers"));
        var amount = Figures.units(rate(true, tiers, given.decimal("quantity")));
        return Map.of(
                "new_items", amount.compareTo(given.decimal("already_billed")) == 0 ? List.of() : List.of(amount));
    }

    /** 100 units at 2.95, by calendar months; fewer than the 10 blocks after which a cheaper tier begins. */
    private Map<String, ?> consumableAtABoundary(Case given) {
        var tiers = List.of(new Blocks(BigDecimal.valueOf(100), BigDecimal.TEN, new BigDecimal("2.95")));
        return Map.of(
                "items",
                List.of(
                        usage(given, tiers, "2012-05-01", "2012-06-01"),
                        usage(given, tiers, "2012-06-01", "2012-07-01")));
    }

    /**
     * What comes for May after May was billed goes on the invoice of July; what was used before the start counts for
     * nothing.
     */
    private Map<String, ?> consumableReportedLate(Case given) {
        var events = given.inputs()
                .required("usage")
                .valueStream()
                .collect(Collectors.toMap(
                        event -> Sales.noon(event.required(0).asString().replace("late, for ", "")),
                        event -> decimal(event.required(1))));
        var price = Price.packages("USD", 100, 295, null);
        var blocks =
                new Charge("blocks", null, ChargeType.USAGE, null, ChargeModel.PACKAGE, "units", null, List.of(price));
        var may = new Period(
                Sales.midnight(LocalDate.parse("2012-05-01")), Sales.midnight(LocalDate.parse("2012-06-01")));
        var paper = Sales.sell(Sales.terms(Sales.MONTHLY, blocks), "2012-05-01").runTo(Sales.noon("2012-06-01"));
        paper.uses((charge, asked, part) -> Measure.of(events.entrySet().stream()
                        .filter(event -> part.contains(event.getKey()))
                        .map(Map.Entry::getValue)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)))
                .usedLate(may)
                .runTo(Sales.noon("2012-07-01"));
        var items = new ArrayList<Map<String, Object>>();
        for (var line : paper.lines()) {
            var period = Objects.requireNonNull(line.period());
            items.add(usage(day(period.start()), day(period.end()), line.amount()));
        }
        return Map.of("items", items);
    }

    private static String day(Instant instant) {
        return LocalDate.ofInstant(instant, Sales.UTC).toString();
    }

    /** Prices change on 8 May, for units of before and after. */
    private Map<String, ?> consumableAcrossAChange(Case given) {
        return Map.of(
                "items",
                List.of(
                        usage(given, each("1.50", "2.00"), "2016-04-01", "2016-05-01"),
                        usage(given, each("1.50", "2.00"), "2016-05-01", "2016-05-08"),
                        usage(given, each("2.50", "3.00"), "2016-05-08", "2016-06-01")));
    }

    private Map<String, ?> consumableAcrossAMoveOfTheBillingDay(Case given) {
        return Map.of(
                "items",
                List.of(
                        usage(given, each("1.50", "2.00"), "2016-05-01", "2016-05-08"),
                        usage(given, each("2.50", "3.00"), "2016-05-08", "2016-05-09"),
                        usage(given, each("2.50", "3.00"), "2016-05-09", "2016-06-09")));
    }

    private static List<Blocks> each(String upTo1000, String above) {
        return List.of(
                new Blocks(BigDecimal.ONE, BigDecimal.valueOf(1000), new BigDecimal(upTo1000)),
                new Blocks(BigDecimal.ONE, BigDecimal.valueOf(-1), new BigDecimal(above)));
    }

    /** The events of a period, rated. */
    private Map<String, Object> usage(Case given, List<Blocks> tiers, String start, String end) {
        var period = new Period(Sales.midnight(LocalDate.parse(start)), Sales.midnight(LocalDate.parse(end)));
        var used = events(given, period).reduce(BigDecimal.ZERO, BigDecimal::add);
        return usage(start, end, rate(true, tiers, used));
    }

    private Map<String, Object> usage(String start, String end, long amount) {
        return Map.of("start", start, "end", end, "type", "USAGE", "amount", Figures.units(amount));
    }

    private static Stream<BigDecimal> events(Case given, Period period) {
        return given.inputs()
                .required("usage")
                .valueStream()
                .filter(event -> period.contains(Sales.noon(event.required(0).asString())))
                .map(event -> decimal(event.required(1)));
    }

    /** What was used most on a day decides; with us an idle month costs the lowest stair. */
    private Map<String, ?> capacityByMonth(Case given) {
        var months = PeriodGrid.ofDays(Sales.UTC, LocalDate.parse("2012-04-01"), Sales.MONTHLY);
        var stairs =
                Price.tiered("USD", new Tier(BigDecimal.valueOf(100), null, 10_000L), new Tier(null, null, 100_000L));
        var items = new ArrayList<Map<String, Object>>();
        for (long month = 0; month < 3; month++) {
            var period = months.period(month);
            var most = events(given, period).reduce(BigDecimal.ZERO, BigDecimal::max);
            items.add(usage(
                    months.dateOf(period.start()).toString(),
                    months.dateOf(period.end()).toString(),
                    rate(ChargeModel.VOLUME, stairs, most).amount()));
        }
        return Map.of("items", items);
    }

    private long rate(boolean allTiers, List<Blocks> tiers, BigDecimal quantity) {
        var first = tiers.getFirst();
        if (tiers.size() > 1) {
            return rate(allTiers ? ChargeModel.GRADUATED : ChargeModel.VOLUME, tiered(tiers), quantity)
                    .amount();
        }
        if (first.size.compareTo(BigDecimal.ONE) == 0) {
            return rate(ChargeModel.PER_UNIT, new Price("USD", null, first.unitAmount()), quantity)
                    .amount();
        }
        var price = Price.packages(
                "USD", first.size.longValueExact(), Figures.minor(first.price).longValueExact(), null);
        return rate(ChargeModel.PACKAGE, price, quantity).amount();
    }

    /** What lies beyond the last tier is priced like it. */
    private static Price tiered(List<Blocks> tiers) {
        var own = new ArrayList<Tier>();
        var upTo = BigDecimal.ZERO;
        for (var tier : tiers) {
            upTo = upTo.add(tier.size.multiply(tier.maxBlocks));
            boolean isLast = tier.equals(tiers.getLast());
            own.add(new Tier(isLast ? null : upTo, tier.unitAmount(), null));
        }
        return Price.tiered("USD", own.toArray(Tier[]::new));
    }

    /** A price for so much of every unit: stairs for each of them, and the unit that is highest up decides. */
    private Map<String, ?> capacity(Case given) {
        var quantities = given.inputs().required("quantities");
        var tiers = given.inputs().required("tiers");
        long dearest = 0;
        for (var unit : quantities.propertyNames()) {
            var stairs = new ArrayList<Tier>();
            for (int i = 0; i < tiers.size(); i++) {
                stairs.add(stair(tiers.required(i), unit, i == tiers.size() - 1));
            }
            var price = Price.tiered("USD", stairs.toArray(Tier[]::new));
            var quantity = decimal(quantities.required(unit));
            dearest =
                    Math.max(dearest, rate(ChargeModel.VOLUME, price, quantity).amount());
        }
        var amount = Figures.units(dearest);
        return given.has("already_billed")
                ? Map.of("new_amount", amount.subtract(given.decimal("already_billed")))
                : Map.of("amount", amount);
    }

    private static Tier stair(JsonNode tier, String unit, boolean isLast) {
        var max = decimal(tier.required("max").required(unit));
        return new Tier(
                isLast ? null : max, null, Figures.minor(tier.required("price").asString()));
    }

    private Rated rate(ChargeModel model, Price price, BigDecimal quantity) {
        return rater.rate(model, price, quantity);
    }

    private static BigDecimal decimal(JsonNode node) {
        return new BigDecimal(node.asString());
    }
}
