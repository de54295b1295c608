package dev.perennial.migration.domain.source;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.error.DomainException;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/** A plan of Lago with its charges. Amounts of charges are decimals of whole units of the currency there. */
final class LagoPlan {
    private LagoPlan() {}

    static Map<String, Object> plan(SourceObject plan) {
        if (plan.flag("bill_charges_monthly")) {
            throw unsupported("bill_charges_monthly", "must be false: here all charges are billed with the period");
        }
        if (!plan.list("fixed_charges").isEmpty()) {
            throw unsupported("fixed_charges", "must be empty: send the plan as a GENERIC row, with a charge for each");
        }
        var code = plan.required("code");
        var currency = plan.required("amount_currency").toUpperCase(Locale.ROOT);
        var charges = new ArrayList<Map<String, Object>>();
        if (plan.number("amount_cents", 0) != 0 || plan.list("charges").isEmpty()) {
            charges.add(SourceObject.row(
                    "code", "base",
                    "type", "RECURRING",
                    "timing", plan.flag("pay_in_advance") ? "IN_ADVANCE" : "IN_ARREARS",
                    "model", "FLAT",
                    "prices",
                            List.of(SourceObject.row("currency", currency, "amount", plan.number("amount_cents", 0)))));
        }
        plan.list("charges").forEach(charge -> charges.add(charge(charge, currency)));
        var trial = plan.decimal("trial_period");
        var interval = interval(plan);
        return SourceObject.row(
                "external_id",
                code,
                "code",
                SourceObject.code(code),
                "name",
                plan.firstText("name", "code"),
                "description",
                plan.text("description"),
                "interval",
                interval.unit,
                "interval_count",
                interval.count,
                "trial_days",
                trial == null ? null : trial.intValue(),
                "charges",
                charges,
                "minimum_commitments",
                least(plan, "minimum_commitment.amount_cents", currency));
    }

    private static @Nullable List<Map<String, Object>> least(SourceObject object, String name, String currency) {
        long amount = object.number(name, 0);
        return amount == 0 ? null : List.of(SourceObject.row("currency", currency, "amount", amount));
    }

    private record Interval(String unit, int count) {}

    private static Interval interval(SourceObject plan) {
        var interval = plan.required("interval");
        return switch (interval) {
            case "weekly" -> new Interval("WEEK", 1);
            case "monthly" -> new Interval("MONTH", 1);
            case "quarterly" -> new Interval("MONTH", 3);
            case "semiannual" -> new Interval("MONTH", 6);
            case "yearly" -> new Interval("YEAR", 1);
            default -> throw unsupported("interval", "must be weekly, monthly, quarterly, semiannual or yearly");
        };
    }

    private static Map<String, Object> charge(SourceObject charge, String currency) {
        refuseWhatIsBilledOtherwise(charge);
        var metric = charge.required("billable_metric_code");
        var model = charge.required("charge_model");
        return SourceObject.row(
                "code", SourceObject.code(metric),
                "name", charge.text("invoice_display_name"),
                "type", "USAGE",
                "metric", metric.toLowerCase(Locale.ROOT),
                "aggregation", aggregation(charge),
                "model",
                        switch (model) {
                            case "standard" -> "PER_UNIT";
                            case "graduated" -> "GRADUATED";
                            case "volume" -> "VOLUME";
                            case "package" -> "PACKAGE";
                            default ->
                                throw unsupported(
                                        "charges.charge_model", "must be standard, graduated, volume or package");
                        },
                "prices", List.of(price(charge, model, currency)),
                "minimum_commitments", least(charge, "min_amount_cents", currency));
    }

    private static void refuseWhatIsBilledOtherwise(SourceObject charge) {
        if (charge.flag("pay_in_advance")) {
            throw unsupported("charges.pay_in_advance", "must be false: here usage is billed when the period ends");
        }
        if (charge.flag("prorated")) {
            throw unsupported("charges.prorated", "must be false: here usage counts in full whenever it occurs");
        }
        if (!charge.list("filters").isEmpty()) {
            throw unsupported("charges.filters", "must be empty: make a metric of each, with a charge of its own");
        }
        if (charge.has("applied_pricing_unit")) {
            throw unsupported("charges.applied_pricing_unit", "must be absent: here prices are in money");
        }
    }

    /**
     * Lago's charge names its metric only; how that counts has to be put beside it, or else quantities are added up.
     */
    private static @Nullable String aggregation(SourceObject charge) {
        var theirs = charge.text("billable_metric.aggregation_type");
        return switch (theirs) {
            case null -> null;
            case "sum_agg" -> "SUM";
            case "count_agg" -> "COUNT";
            case "max_agg" -> "MAX";
            case "latest_agg" -> "LAST";
            case "unique_count_agg" -> "UNIQUE";
            default ->
                throw unsupported(
                        "charges.billable_metric.aggregation_type",
                        "must be one of sum_agg, count_agg, max_agg, latest_agg, unique_count_agg; it is " + theirs);
        };
    }

    private static Map<String, Object> price(SourceObject charge, String model, String currency) {
        return switch (model) {
            case "package" ->
                SourceObject.row(
                        "currency", currency,
                        "package_size", charge.number("properties.package_size", 1),
                        "package_amount", charge.minor("properties.amount", currency),
                        "free_units", charge.text("properties.free_units"));
            case "graduated", "volume" ->
                SourceObject.row(
                        "currency",
                        currency,
                        "tiers",
                        charge.list("properties." + model + "_ranges").stream()
                                .map(range -> tier(range, currency))
                                .toList());
            default ->
                SourceObject.row("currency", currency, "unit_amount", unit(charge, "properties.amount", currency));
        };
    }

    private static Map<String, Object> tier(SourceObject range, String currency) {
        return SourceObject.row(
                "up_to", range.decimal("to_value"),
                "unit_amount", unit(range, "per_unit_amount", currency),
                "flat_amount", range.has("flat_amount") ? range.minor("flat_amount", currency) : null);
    }

    /** Unit prices may be parts of a cent. */
    private static @Nullable String unit(SourceObject object, String name, String currency) {
        var amount = object.decimal(name);
        try {
            return amount == null
                    ? null
                    : amount.movePointRight(Currency.getInstance(currency).getDefaultFractionDigits())
                            .toPlainString();
        } catch (IllegalArgumentException e) {
            throw DomainException.invalid("amount_currency", "unknown_currency", "'" + currency + "' is no currency");
        }
    }
}
