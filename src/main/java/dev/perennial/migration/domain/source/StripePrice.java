package dev.perennial.migration.domain.source;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/**
 * A recurring price of Stripe is a plan of one charge here. Product, tiers, currency options and meter are expanded.
 */
final class StripePrice {
    private StripePrice() {}

    static Map<String, Object> plan(SourceObject price) {
        if (!price.has("recurring")) {
            throw unsupported("recurring", "must be given: a price for one payment is no plan");
        }
        if (price.has("custom_unit_amount")) {
            throw unsupported("custom_unit_amount", "must not be given: here a customer does not choose the price");
        }
        var id = price.required("id");
        var lookupKey = price.text("lookup_key");
        return SourceObject.row(
                "external_id", id,
                "code", SourceObject.code(lookupKey == null ? id : lookupKey),
                "name", name(price, id),
                "interval", price.required("recurring.interval").toUpperCase(Locale.ROOT),
                "interval_count", price.number("recurring.interval_count", 1),
                "charges", List.of(charge(price)),
                "metadata", price.pairs("metadata"));
    }

    private static String name(SourceObject price, String otherwise) {
        var name = price.firstText("nickname", "product.name");
        return name == null ? otherwise : name;
    }

    private static Map<String, Object> charge(SourceObject price) {
        boolean metered = "metered".equals(price.text("recurring.usage_type"));
        return SourceObject.row(
                "code",
                "base",
                "type",
                metered ? "USAGE" : "RECURRING",
                "metric",
                metered ? metric(price) : null,
                "aggregation",
                metered ? aggregation(price) : null,
                "model",
                model(price),
                "prices",
                prices(price));
    }

    /** Before March 2025 the price said it; since then its meter does, where it is expanded. */
    private static String aggregation(SourceObject price) {
        var theirs = price.firstText("recurring.aggregate_usage", "recurring.meter.default_aggregation.formula");
        return switch (theirs) {
            case null -> "SUM";
            case "sum" -> "SUM";
            case "count" -> "COUNT";
            case "max" -> "MAX";
            case "last", "last_during_period" -> "LAST";
            default ->
                throw unsupported(
                        "recurring.aggregate_usage",
                        "must be one of sum, count, max, last, last_during_period; it is " + theirs);
        };
    }

    /** Its own currency, and the others that it is priced in. */
    private static List<Map<String, Object>> prices(SourceObject price) {
        var prices = new ArrayList<Map<String, Object>>();
        prices.add(price(price, price, price.currency("currency")));
        price.objects("currency_options").forEach((currency, option) -> {
            if (!currency.equalsIgnoreCase(price.text("currency"))) {
                prices.add(price(price, option, currency.toUpperCase(Locale.ROOT)));
            }
        });
        return prices;
    }

    /** Meters have ids; what is reported here names what it is. */
    private static String metric(SourceObject price) {
        var meter = price.firstText("recurring.meter.event_name", "metadata.metric", "recurring.meter");
        return meter == null ? "usage" : meter.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "-");
    }

    private static String model(SourceObject price) {
        if (price.has("transform_quantity")) {
            return "PACKAGE";
        }
        if (!"tiered".equals(price.text("billing_scheme"))) {
            return "PER_UNIT";
        }
        return "volume".equals(price.text("tiers_mode")) ? "VOLUME" : "GRADUATED";
    }

    /** @param amounts where amounts of the currency stand */
    private static Map<String, Object> price(SourceObject price, SourceObject amounts, @Nullable String currency) {
        return switch (model(price)) {
            case "PACKAGE" -> {
                if ("down".equals(price.text("transform_quantity.round"))) {
                    throw unsupported("transform_quantity.round", "must be up: here a package begun is a package sold");
                }
                yield SourceObject.row(
                        "currency", currency,
                        "package_size", price.number("transform_quantity.divide_by", 1),
                        "package_amount", amounts.number("unit_amount", 0));
            }
            case "PER_UNIT" ->
                SourceObject.row(
                        "currency", currency, "unit_amount", amounts.firstText("unit_amount_decimal", "unit_amount"));
            default ->
                SourceObject.row(
                        "currency",
                        currency,
                        "tiers",
                        amounts.list("tiers").stream().map(StripePrice::tier).toList());
        };
    }

    private static Map<String, Object> tier(SourceObject tier) {
        if (!tier.has("flat_amount") && tier.has("flat_amount_decimal")) {
            throw unsupported("tiers.flat_amount_decimal", "must be a whole number of minor units");
        }
        var upTo = tier.text("up_to");
        return SourceObject.row(
                "up_to", upTo == null || upTo.equals("inf") ? null : new BigDecimal(upTo),
                "unit_amount", tier.firstText("unit_amount_decimal", "unit_amount"),
                "flat_amount", tier.at("flat_amount"));
    }
}
