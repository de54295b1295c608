package dev.perennial.migration.domain.source;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.shared.error.DomainException;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/** Objects of Lago's API: customers, plans, subscriptions, invoices with their fees, payments, wallets and events. */
public final class Lago {
    /** Boundaries of calendar months and years, and a Monday. */
    private static final String CALENDAR = "2020-01-01";

    private static final String MONDAY = "2020-01-06";

    private Lago() {}

    /** The fields of a row. Fails with {@code validation_failed} for what has no counterpart here, naming Lago's field. */
    public static Map<String, Object> row(ImportEntity entity, Map<String, Object> fields) {
        var object = SourceObject.of(fields);
        return switch (entity) {
            case ACCOUNTS -> account(object);
            case PLANS -> plan(object);
            case SUBSCRIPTIONS -> subscription(object);
            case INVOICES -> invoice(object);
            case PAYMENTS -> payment(object);
            case CREDITS -> credit(object);
            case USAGE -> use(object);
            case PAYMENT_METHODS ->
                throw unsupported("billing_configuration", "names no payment method: export them from the gateway");
        };
    }

    private static Map<String, Object> account(SourceObject customer) {
        var metadata = new LinkedHashMap<String, Object>();
        for (var pair : customer.list("metadata")) {
            metadata.put(pair.required("key"), pair.required("value"));
        }
        return SourceObject.row(
                "external_id", customer.text("external_id"),
                "name", customer.firstText("name", "legal_name", "lastname", "external_id"),
                "email", customer.text("email"),
                "currency", customer.currency("currency"),
                "timezone", customer.firstText("timezone", "applicable_timezone"),
                "address",
                        SourceObject.row(
                                "line1", customer.text("address_line1"),
                                "line2", customer.text("address_line2"),
                                "city", customer.text("city"),
                                "state", customer.text("state"),
                                "postal_code", customer.text("zipcode"),
                                "country", customer.text("country")),
                "tax_id", customer.text("tax_identification_number"),
                "net_terms_days", customer.at("net_payment_term"),
                "metadata", metadata);
    }

    private static Map<String, Object> plan(SourceObject plan) {
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
                charges);
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
        var metric = charge.required("billable_metric_code");
        var model = charge.required("charge_model");
        return SourceObject.row(
                "code", SourceObject.code(metric),
                "name", charge.text("invoice_display_name"),
                "type", "USAGE",
                "metric", metric.toLowerCase(Locale.ROOT),
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
                "prices", List.of(price(charge, model, currency)));
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

    private static Map<String, Object> subscription(SourceObject subscription) {
        var trial = trialEnd(subscription);
        return SourceObject.row(
                "external_id", subscription.text("external_id"),
                "account_external_id", subscription.text("external_customer_id"),
                "plan_external_id", subscription.text("plan_code"),
                "status", status(subscription, trial),
                "start_at", subscription.firstText("started_at", "subscription_at"),
                "billing_anchor", anchor(subscription),
                "current_period_start", trial == null ? subscription.text("current_billing_period_started_at") : null,
                "current_period_end", periodEnd(subscription),
                "trial_end", trial,
                "cancelled_at", subscription.text("canceled_at"),
                "ended_at", subscription.text("terminated_at"),
                "metadata", subscription.has("name") ? Map.of("name", subscription.required("name")) : null);
    }

    private static String status(SourceObject subscription, @Nullable String trial) {
        var status = subscription.required("status");
        return switch (status) {
            case "active" -> trial == null ? "ACTIVE" : "TRIALING";
            case "terminated", "canceled" -> "CANCELLED";
            default -> throw unsupported("status", "must be active, terminated or canceled; it is " + status);
        };
    }

    /** When its trial ends, where the export says so: of one that is over nothing is needed. */
    private static @Nullable String trialEnd(SourceObject subscription) {
        return subscription.has("trial_ended_at") ? null : subscription.text("trial_ends_at");
    }

    private static @Nullable String anchor(SourceObject subscription) {
        if ("anniversary".equals(subscription.text("billing_time"))) {
            var start = subscription.text("subscription_at");
            return start == null ? null : start.substring(0, Math.min(start.length(), 10));
        }
        return "weekly".equals(subscription.text("plan.interval")) ? MONDAY : CALENDAR;
    }

    /** Lago names the last second of a period. */
    private static @Nullable String periodEnd(SourceObject subscription) {
        var end = subscription.text("current_billing_period_ending_at");
        if (end == null) {
            return null;
        }
        try {
            var instant = Instant.parse(end);
            return (instant.getEpochSecond() % 60 == 59 ? Instant.ofEpochSecond(instant.getEpochSecond() + 1) : instant)
                    .toString();
        } catch (DateTimeParseException e) {
            throw subscription.invalid("current_billing_period_ending_at", "must be an instant");
        }
    }

    private static Map<String, Object> invoice(SourceObject invoice) {
        boolean paid = "succeeded".equals(invoice.text("payment_status"));
        boolean voided = "voided".equals(invoice.text("status"));
        if ("draft".equals(invoice.text("status"))) {
            throw unsupported("status", "must not be draft: it is no invoice yet");
        }
        long asked = invoice.number("total_amount_cents", 0);
        long fees = invoice.number("fees_amount_cents", 0);
        long coupons = invoice.number("coupons_amount_cents", 0);
        long taxes = invoice.number("taxes_amount_cents", 0);
        var list = invoice.list("fees");
        return SourceObject.row(
                "external_id",
                invoice.text("lago_id"),
                "account_external_id",
                invoice.firstText("external_customer_id", "customer.external_id"),
                "subscription_external_id",
                subscriptionOf(invoice),
                "number",
                invoice.text("number"),
                "status",
                voided ? "VOID" : paid ? "PAID" : "OPEN",
                "currency",
                invoice.currency("currency"),
                "subtotal",
                fees,
                "discount_total",
                coupons,
                "tax_total",
                taxes,
                "total",
                Math.addExact(Math.subtractExact(fees, coupons), taxes),
                // What prepaid credit and credit notes took off was not paid in money, and is not open.
                "amount_paid",
                paid ? asked : 0,
                "amount_due",
                paid || voided ? 0 : asked,
                "lines",
                list.stream().map(Lago::line).toList(),
                "issued_at",
                invoice.required("issuing_date") + "T00:00:00Z",
                "due_at",
                invoice.has("payment_due_date") ? invoice.required("payment_due_date") + "T00:00:00Z" : null);
    }

    /** The subscription of the first fee that names one; else the first that the invoice names. */
    private static @Nullable String subscriptionOf(SourceObject invoice) {
        for (var fee : invoice.list("fees")) {
            if (fee.has("external_subscription_id")) {
                return fee.text("external_subscription_id");
            }
        }
        var subscriptions = invoice.list("subscriptions");
        return subscriptions.isEmpty() ? null : subscriptions.getFirst().text("external_id");
    }

    private static Map<String, Object> line(SourceObject fee) {
        boolean base = "subscription".equals(fee.text("item.type"));
        var code = fee.text("item.code");
        var name = fee.firstText("invoice_display_name", "item.name", "item.code");
        return SourceObject.row(
                "charge_code",
                base ? "base" : code == null ? null : SourceObject.code(code),
                "description",
                name == null ? "Fee" : name,
                "quantity",
                fee.text("units"),
                "amount",
                fee.number("amount_cents", 0));
    }

    private static Map<String, Object> payment(SourceObject payment) {
        var status = payment.firstText("payment_status", "status");
        var invoices = payment.at("invoice_ids") instanceof List<?> ids ? ids : List.of();
        if (invoices.size() > 1) {
            throw unsupported(
                    "invoice_ids", "must name one invoice: split the payment, and send its parts as GENERIC rows");
        }
        return SourceObject.row(
                "external_id", payment.text("lago_id"),
                "invoice_external_id", invoices.isEmpty() ? payment.text("lago_invoice_id") : invoices.getFirst(),
                "status",
                        switch (String.valueOf(status)) {
                            case "succeeded" -> "SUCCEEDED";
                            case "failed" -> "FAILED";
                            default ->
                                throw unsupported("payment_status", "must be succeeded or failed; it is " + status);
                        },
                "amount", payment.number("amount_cents", 0),
                "currency", payment.currency("amount_currency"),
                "method", payment.firstText("payment_provider_type", "type", "payment_type"),
                "occurred_at", payment.text("created_at"));
    }

    private static Map<String, Object> credit(SourceObject wallet) {
        return SourceObject.row(
                "external_id", wallet.text("lago_id"),
                "account_external_id", wallet.text("external_customer_id"),
                "amount", wallet.number("balance_cents", 0),
                "currency", wallet.currency("currency"),
                "reason", wallet.text("name"),
                "expires_at", wallet.text("expiration_at"));
    }

    private static Map<String, Object> use(SourceObject event) {
        var quantity = event.firstText("properties.value", "properties.quantity", "properties.units");
        return SourceObject.row(
                "external_id", event.text("transaction_id"),
                "subscription_external_id", event.text("external_subscription_id"),
                "metric", event.required("code").toLowerCase(Locale.ROOT),
                "quantity", quantity == null ? BigDecimal.ONE.toString() : quantity,
                "timestamp",
                        event.at("timestamp") instanceof String text && text.contains("T") ? text : seconds(event));
    }

    /** Events are stamped in seconds since 1970, as a number or a text, with or without parts of a second. */
    private static @Nullable String seconds(SourceObject event) {
        var stamp = event.decimal("timestamp");
        return stamp == null ? null : Instant.ofEpochSecond(stamp.longValue()).toString();
    }
}
