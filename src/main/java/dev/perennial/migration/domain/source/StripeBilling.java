package dev.perennial.migration.domain.source;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/**
 * Objects of Stripe's API, of versions before that of March 2025 and since: customers, payment methods, prices,
 * subscriptions, invoices, charges or invoice payments, and customers once more for their balance. Stripe knows no time
 * zone of a customer, so accounts are in UTC and anchors are dates of UTC.
 */
public final class StripeBilling {
    private StripeBilling() {}

    /**
     * The fields of a row. Fails with {@code validation_failed} for what has no counterpart here, naming Stripe's
     * field.
     */
    public static Map<String, Object> row(ImportEntity entity, Map<String, Object> fields) {
        var object = SourceObject.of(fields);
        return switch (entity) {
            case ACCOUNTS -> account(object);
            case PAYMENT_METHODS -> paymentMethod(object);
            case PLANS -> StripePrice.plan(object);
            case SUBSCRIPTIONS -> subscription(object);
            case INVOICES -> StripeInvoice.invoice(object);
            case PAYMENTS -> StripeInvoice.payment(object);
            case CREDITS -> credit(object);
            case USAGE ->
                throw unsupported(
                        "id",
                        "is of a meter, which knows customers and not subscriptions: send the uses as GENERIC rows");
        };
    }

    private static Map<String, Object> account(SourceObject customer) {
        return SourceObject.row(
                "external_id", customer.text("id"),
                "name", customer.firstText("name", "description", "email"),
                "email", customer.text("email"),
                "currency", customer.currency("currency"),
                "locale", locale(customer),
                "address", address(customer),
                "tax_id", taxId(customer),
                "tax_exempt", "exempt".equals(customer.text("tax_exempt")),
                "metadata", customer.pairs("metadata"));
    }

    /** The language that the customer likes best, if it is one of ours. */
    private static @Nullable String locale(SourceObject customer) {
        return customer.at("preferred_locales") instanceof List<?> locales
                        && !locales.isEmpty()
                        && locales.getFirst() instanceof String best
                        && best.matches("[a-z]{2,3}(-[A-Z]{2})?")
                ? best
                : null;
    }

    private static @Nullable Map<String, Object> address(SourceObject customer) {
        return customer.has("address")
                ? SourceObject.row(
                        "line1", customer.text("address.line1"),
                        "line2", customer.text("address.line2"),
                        "city", customer.text("address.city"),
                        "state", customer.text("address.state"),
                        "postal_code", customer.text("address.postal_code"),
                        "country", customer.text("address.country"))
                : null;
    }

    private static @Nullable String taxId(SourceObject customer) {
        var ids = customer.list("tax_ids.data");
        return ids.isEmpty() ? null : ids.getFirst().text("value");
    }

    private static Map<String, Object> paymentMethod(SourceObject method) {
        // What is known of a method stands in an object named after its type.
        var type = method.required("type");
        return SourceObject.row(
                "external_id", method.text("id"),
                "account_external_id", method.id("customer"),
                "token", method.text("id"),
                "gateway_customer_id", method.id("customer"),
                "type", type,
                "brand", method.text("card.brand"),
                "last4", method.text(type + ".last4"),
                "exp_month", method.at("card.exp_month"),
                "exp_year", method.at("card.exp_year"));
    }

    private static Map<String, Object> subscription(SourceObject subscription) {
        var items = subscription.list("items.data");
        if (items.size() != 1) {
            throw unsupported(
                    "items",
                    "must hold one item: make a plan of the " + items.size()
                            + " prices, and send the subscription as GENERIC");
        }
        var item = items.getFirst();
        return SourceObject.row(
                "external_id", subscription.text("id"),
                "account_external_id", subscription.id("customer"),
                "plan_external_id", item.id("price"),
                "quantity", item.number("quantity", 1),
                "status", status(subscription),
                "start_at", subscription.epoch("start_date"),
                "billing_anchor", date(subscription.epoch("billing_cycle_anchor")),
                // They stood on the subscription until the API of March 2025, and stand on the item since.
                "current_period_start", period("current_period_start", subscription, item),
                "current_period_end", period("current_period_end", subscription, item),
                "trial_end", subscription.epoch("trial_end"),
                "cancel_at_period_end", endsWithPeriod(subscription, item),
                "cancelled_at", subscription.epoch("canceled_at"),
                "ended_at", subscription.epoch("ended_at"),
                "collection",
                        "send_invoice".equals(subscription.text("collection_method")) ? "SEND_INVOICE" : "AUTOMATIC",
                "net_terms_days", subscription.at("days_until_due"),
                "metadata", subscription.pairs("metadata"));
    }

    private static boolean endsWithPeriod(SourceObject subscription, SourceObject item) {
        if (subscription.has("schedule")) {
            throw unsupported("schedule", "must be released first: what it plans for later would not happen here");
        }
        var end = subscription.epoch("cancel_at");
        if (end == null || subscription.has("ended_at")) {
            return subscription.flag("cancel_at_period_end");
        }
        if (!end.equals(period("current_period_end", subscription, item))) {
            throw unsupported("cancel_at", "must be the end of the current period: here it would go on after " + end);
        }
        return true;
    }

    private static String status(SourceObject subscription) {
        if (subscription.has("pause_collection")) {
            throw unsupported("pause_collection", "must be lifted first: here a pause stops billing, not collecting");
        }
        var status = subscription.required("status");
        return switch (status) {
            case "active", "past_due" -> "ACTIVE";
            case "trialing" -> "TRIALING";
            case "canceled" -> "CANCELLED";
            default ->
                throw unsupported("status", "must be one of active, past_due, trialing, canceled; it is " + status);
        };
    }

    private static @Nullable String period(String name, SourceObject subscription, SourceObject item) {
        return subscription.has(name) ? subscription.epoch(name) : item.epoch(name);
    }

    private static @Nullable String date(@Nullable String instant) {
        return instant == null
                ? null
                : Instant.parse(instant).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** What a customer is owed is a negative balance. */
    private static Map<String, Object> credit(SourceObject customer) {
        long balance = customer.number("balance", 0);
        if (balance >= 0) {
            throw unsupported("balance", "must be negative: the customer has no credit");
        }
        return SourceObject.row(
                "external_id", customer.text("id"),
                "account_external_id", customer.text("id"),
                "amount", Math.negateExact(balance),
                "currency", customer.currency("currency"),
                "reason", "Balance at Stripe");
    }
}
