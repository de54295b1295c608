package dev.perennial.migration.domain.source;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/**
 * Objects of Lago's API: customers, plans, subscriptions with their plan, invoices with their fees, payments, wallets
 * and events.
 */
public final class Lago {
    /** Boundaries of calendar months and years, and a Monday. */
    private static final String CALENDAR = "2020-01-01";

    private static final String MONDAY = "2020-01-06";

    private Lago() {}

    /**
     * The fields of a row. Fails with {@code validation_failed} for what has no counterpart here, naming Lago's field.
     */
    public static Map<String, Object> row(ImportEntity entity, Map<String, Object> fields) {
        var object = SourceObject.of(fields);
        return switch (entity) {
            case ACCOUNTS -> account(object);
            case PLANS -> LagoPlan.plan(object);
            case SUBSCRIPTIONS -> subscription(object);
            case INVOICES -> LagoInvoice.invoice(object);
            case PAYMENTS -> LagoInvoice.payment(object);
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
                "locale", customer.text("billing_configuration.document_locale"),
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

    private static Map<String, Object> subscription(SourceObject subscription) {
        if (subscription.has("next_plan_code") && "active".equals(subscription.text("status"))) {
            throw unsupported("next_plan_code", "must be taken back first: the change would not happen here");
        }
        var trial = trialEnd(subscription);
        return SourceObject.row(
                "external_id", subscription.text("external_id"),
                "account_external_id", subscription.text("external_customer_id"),
                "plan_external_id", subscription.text("plan_code"),
                "status", status(subscription, trial),
                "start_at", start(subscription),
                "billing_anchor", anchor(subscription),
                "current_period_start", trial == null ? subscription.text("current_billing_period_started_at") : null,
                "current_period_end", periodEnd(subscription),
                "trial_end", trial,
                "cancel_at_period_end", endsWithPeriod(subscription),
                "cancelled_at", subscription.text("canceled_at"),
                "ended_at", subscription.firstText("terminated_at", "canceled_at"),
                "metadata", subscription.has("name") ? Map.of("name", subscription.required("name")) : null);
    }

    private static @Nullable String start(SourceObject subscription) {
        return subscription.firstText("started_at", "subscription_at");
    }

    private static String status(SourceObject subscription, @Nullable String trial) {
        var status = subscription.required("status");
        return switch (status) {
            case "active" -> trial == null ? "ACTIVE" : "TRIALING";
            case "terminated", "canceled" -> "CANCELLED";
            default -> throw unsupported("status", "must be active, terminated or canceled; it is " + status);
        };
    }

    private static boolean endsWithPeriod(SourceObject subscription) {
        if (!subscription.has("ending_at") || subscription.has("terminated_at")) {
            return false;
        }
        var end = wholeSeconds(subscription, "ending_at");
        if (!end.equals(periodEnd(subscription))) {
            throw unsupported("ending_at", "must be the end of the current period: here it would go on after " + end);
        }
        return true;
    }

    /** Days from the start, as its plan says. Lago notes when a trial has ended. */
    private static @Nullable String trialEnd(SourceObject subscription) {
        var days = subscription.decimal("plan.trial_period");
        if (subscription.has("trial_ended_at") || days == null || days.signum() == 0) {
            return null;
        }
        var end = instant(subscription, subscription.has("started_at") ? "started_at" : "subscription_at")
                .plus(days.intValue(), ChronoUnit.DAYS);
        // Versions that do not note it yet are in a later period.
        boolean over = subscription.has("current_billing_period_started_at")
                && !instant(subscription, "current_billing_period_started_at").isBefore(end);
        return over ? null : end.toString();
    }

    private static @Nullable String anchor(SourceObject subscription) {
        if ("anniversary".equals(subscription.text("billing_time"))) {
            var start = subscription.text("subscription_at");
            return start == null ? null : start.substring(0, Math.min(start.length(), 10));
        }
        return "weekly".equals(subscription.text("plan.interval")) ? MONDAY : CALENDAR;
    }

    private static @Nullable String periodEnd(SourceObject subscription) {
        return subscription.has("current_billing_period_ending_at")
                ? wholeSeconds(subscription, "current_billing_period_ending_at")
                : null;
    }

    /** Lago names the last second of a period; it ends with the next. */
    private static String wholeSeconds(SourceObject subscription, String name) {
        var end = instant(subscription, name);
        return (end.getEpochSecond() % 60 == 59 ? Instant.ofEpochSecond(end.getEpochSecond() + 1) : end).toString();
    }

    private static Instant instant(SourceObject object, String name) {
        try {
            return Instant.parse(object.required(name));
        } catch (DateTimeParseException e) {
            throw object.invalid(name, "must be an instant");
        }
    }

    private static Map<String, Object> credit(SourceObject wallet) {
        if ("terminated".equals(wallet.text("status"))) {
            throw unsupported("status", "must be active: nothing can be spent from a wallet that is terminated");
        }
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
