package dev.perennial.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.perennial.plan.pricing.ChargeModel;
import dev.perennial.plan.pricing.Price;
import dev.perennial.plan.pricing.Rated;
import dev.perennial.plan.pricing.Tier;

/** Lago's charge models. Its amounts are exact, so they are compared with what we come to before rounding. */
final class LagoCharges {

    private final UsageRater rater;

    LagoCharges(UsageRater rater) {
        this.rater = rater;
    }

    Map<String, CaseBook.Mapping> mappings() {
        var byKind = new HashMap<String, CaseBook.Mapping>();
        byKind.put("charge.graduated", given -> tiered(ChargeModel.GRADUATED, given));
        byKind.put("charge.volume", this::volume);
        byKind.put("charge.graduated_percentage", this::graduatedPercentage);
        byKind.put("charge.package", this::packages);
        byKind.put("charge.percentage", this::percentage);
        byKind.put("charge.percentage_min_max", this::percentageOfEach);
        return byKind;
    }

    private Map<String, ?> tiered(ChargeModel model, Case given) {
        return amount(rate(model, Price.tiered("USD", tiers(given)), given.decimal("units")));
    }

    /** Lago can price a part of the units in the tier that all of them reach; with us usage is never prorated. */
    private Map<String, ?> volume(Case given) {
        return given.has("units")
                ? tiered(ChargeModel.VOLUME, given)
                : amount(rate(ChargeModel.VOLUME, Price.tiered("USD", tiers(given)), given.decimal("prorated_units")));
    }

    private static Tier[] tiers(Case given) {
        return given.inputs()
                .required("tiers")
                .valueStream()
                .map(tier -> new Tier(upTo(tier), minor(tier, "per_unit_amount"), flat(tier)))
                .toArray(Tier[]::new);
    }

    /** A percentage is the price of a minor unit of an amount: 3% are 0.03 cents for each cent. */
    private Map<String, ?> graduatedPercentage(Case given) {
        var tiers = given.inputs()
                .required("tiers")
                .valueStream()
                .map(tier -> {
                    var upTo = upTo(tier);
                    var rate = decimal(tier, "rate_percent").movePointLeft(2);
                    return new Tier(upTo == null ? null : Figures.minor(upTo), rate, flat(tier));
                })
                .toArray(Tier[]::new);
        var money = Figures.minor(given.decimal("units"));
        return amount(rate(ChargeModel.GRADUATED, Price.tiered("USD", tiers), money));
    }

    private Map<String, ?> packages(Case given) {
        var price = Price.packages(
                "USD", given.number("package_size"), Figures.minor(given.text("amount")), given.decimal("free_units"));
        return amount(rate(ChargeModel.PACKAGE, price, given.decimal("units")));
    }

    private Map<String, ?> percentage(Case given) {
        var events = given.has("events") ? decimals(given, "events") : decimals(given, "events_running_total");
        var total = given.has("events") ? events.stream().reduce(BigDecimal.ZERO, BigDecimal::add) : events.getLast();
        if (given.has("units")) {
            total = given.decimal("units");
        }
        // What Lago calls free events are free with their amounts: with us these are free units, too.
        long freeEvents = given.has("free_events") ? given.number("free_events") : 0;
        var freeUnits = events.stream().limit(freeEvents).reduce(BigDecimal.ZERO, BigDecimal::add);
        var price = percentage(given, Figures.minor(freeUnits), freeEvents, null, null);
        List<BigDecimal> used =
                total.signum() == 0 ? List.of() : UsageRater.events(Figures.minor(total), events.size());
        var rated = rater.rate(ChargeModel.PERCENTAGE, price, used);
        return Map.of("amount", exact(rated), "amount_cents", rated.amount());
    }

    /** Limits for every transaction. */
    private Map<String, ?> percentageOfEach(Case given) {
        var base = percentage(given, null, null, null, null);
        var price = new Price(
                "USD",
                null,
                null,
                null,
                null,
                null,
                base.ratePercent(),
                base.fixedAmount(),
                null,
                null,
                null,
                null,
                Figures.minor(given.text("min_per_transaction")),
                Figures.minor(given.text("max_per_transaction")));
        var events = decimals(given, "events").stream().map(Figures::minor).toList();
        return amount(rater.rate(ChargeModel.PERCENTAGE, price, events));
    }

    private static Price percentage(
            Case given,
            @Nullable BigDecimal freeUnits,
            @Nullable Long freeEvents,
            @Nullable Long least,
            @Nullable Long most) {
        var fixed = given.has("fixed_amount_per_event") ? Figures.minor(given.text("fixed_amount_per_event")) : null;
        return new Price(
                "USD",
                null,
                null,
                null,
                null,
                null,
                given.decimal("rate_percent"),
                fixed,
                freeUnits,
                freeEvents,
                least,
                most);
    }

    private static Map<String, ?> amount(Rated rated) {
        return Map.of("amount", exact(rated));
    }

    /** Currency units. */
    private static BigDecimal exact(Rated rated) {
        return rated.wholeAmount().movePointLeft(2);
    }

    private Rated rate(ChargeModel model, Price price, BigDecimal quantity) {
        return rater.rate(model, price, quantity);
    }

    private static @Nullable BigDecimal upTo(JsonNode tier) {
        return tier.hasNonNull("to_value") ? decimal(tier, "to_value") : null;
    }

    private static long flat(JsonNode tier) {
        return minor(tier, "flat_amount").longValueExact();
    }

    private static BigDecimal minor(JsonNode tier, String field) {
        return Figures.minor(decimal(tier, field));
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        return new BigDecimal(node.required(field).asString());
    }

    private static List<BigDecimal> decimals(Case given, String input) {
        var decimals = new ArrayList<BigDecimal>();
        given.inputs().required(input).forEach(value -> decimals.add(new BigDecimal(value.asString())));
        return decimals;
    }
}
