package dev.perennial.migration.domain.source;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.perennial.migration.domain.ImportEntity;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/**
 * Objects of Stripe's API: customers, payment methods, prices, subscriptions, invoices and charges, and customers once more for their
 * balance. Stripe knows no time zone of a customer, so accounts are in UTC and anchors are dates of UTC.
 */
public final class StripeBilling {
    private StripeBilling() {}

    /** The fields of a row. Fails with {@code validation_failed} for what has no counterpart here, naming Stripe's field. */
    public static Map<String, Object> row(ImportEntity entity, Map<String, Object> fields) {
        var object = SourceObject.of(fields);
        return switch (entity) {
            case ACCOUNTS -> account(object);
            case PAYMENT_METHODS -> paymentMethod(object);
            case PLANS -> plan(object);
            case SUBSCRIPTIONS -> subscription(object);
            case INVOICES -> invoice(object);
            case PAYMENTS -> payment(object);
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
                "address", address(customer),
                "tax_id", taxId(customer),
                "tax_exempt", "exempt".equals(customer.text("tax_exempt")),
                "metadata", customer.pairs("metadata"));
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
        return SourceObject.row(
                "external_id", method.text("id"),
                "account_external_id", method.id("customer"),
                "token", method.text("id"),
                "gateway_customer_id", method.id("customer"),
                "type", method.text("type"),
                "brand", method.text("card.brand"),
                "last4", method.text("card.last4"),
                "exp_month", method.at("card.exp_month"),
                "exp_year", method.at("card.exp_year"));
    }

    private static Map<String, Object> plan(SourceObject price) {
        if (!price.has("recurring")) {
            throw unsupported("recurring", "must be given: a price for one payment is no plan");
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
                "model",
                model(price),
                "prices",
                List.of(price(price)));
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

    private static Map<String, Object> price(SourceObject price) {
        var currency = price.currency("currency");
        return switch (model(price)) {
            case "PACKAGE" -> {
                if ("down".equals(price.text("transform_quantity.round"))) {
                    throw unsupported("transform_quantity.round", "must be up: here a package begun is a package sold");
                }
                yield SourceObject.row(
                        "currency", currency,
                        "package_size", price.number("transform_quantity.divide_by", 1),
                        "package_amount", price.number("unit_amount", 0));
            }
            case "PER_UNIT" ->
                SourceObject.row(
                        "currency", currency, "unit_amount", price.firstText("unit_amount_decimal", "unit_amount"));
            default ->
                SourceObject.row(
                        "currency",
                        currency,
                        "tiers",
                        price.list("tiers").stream().map(StripeBilling::tier).toList());
        };
    }

    private static Map<String, Object> tier(SourceObject tier) {
        var upTo = tier.text("up_to");
        return SourceObject.row(
                "up_to", upTo == null || upTo.equals("inf") ? null : new BigDecimal(upTo),
                "unit_amount", tier.firstText("unit_amount_decimal", "unit_amount"),
                "flat_amount", tier.at("flat_amount"));
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
                "cancel_at_period_end", subscription.flag("cancel_at_period_end"),
                "cancelled_at", subscription.epoch("canceled_at"),
                "ended_at", subscription.epoch("ended_at"),
                "collection",
                        "send_invoice".equals(subscription.text("collection_method")) ? "SEND_INVOICE" : "AUTOMATIC",
                "net_terms_days", subscription.at("days_until_due"),
                "metadata", subscription.pairs("metadata"));
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

    private static Map<String, Object> invoice(SourceObject invoice) {
        var lines = invoice.list("lines.data");
        var first = lines.isEmpty() ? null : lines.getFirst();
        var finalized = invoice.epoch("status_transitions.finalized_at");
        return SourceObject.row(
                "external_id", invoice.text("id"),
                "account_external_id", invoice.id("customer"),
                "subscription_external_id", subscriptionOf(invoice),
                "number", invoice.text("number"),
                "status", invoiceStatus(invoice),
                "currency", invoice.currency("currency"),
                "subtotal", invoice.number("subtotal", 0),
                "discount_total", sum(invoice, "total_discount_amounts"),
                "tax_total", tax(invoice),
                "total", invoice.number("total", 0),
                "amount_paid", invoice.number("amount_paid", 0),
                "amount_due", invoice.number("amount_remaining", 0),
                "lines", lines.stream().map(StripeBilling::line).toList(),
                // Its own period is the one before: what it bills in advance is on its lines.
                "period_start", first == null ? null : first.epoch("period.start"),
                "period_end", first == null ? null : first.epoch("period.end"),
                "issued_at", finalized == null ? invoice.epoch("created") : finalized,
                "due_at", invoice.epoch("due_date"),
                "paid_at", invoice.epoch("status_transitions.paid_at"));
    }

    private static @Nullable String subscriptionOf(SourceObject invoice) {
        var own = invoice.id("subscription");
        return own == null ? invoice.id("parent.subscription_details.subscription") : own;
    }

    private static String invoiceStatus(SourceObject invoice) {
        var status = invoice.required("status");
        return switch (status) {
            case "paid", "open", "void", "uncollectible" -> status.toUpperCase(Locale.ROOT);
            default -> throw unsupported("status", "must be one of paid, open, void, uncollectible; it is " + status);
        };
    }

    private static long tax(SourceObject invoice) {
        if (invoice.has("total_taxes")) {
            return sum(invoice, "total_taxes");
        }
        return invoice.has("tax") ? invoice.number("tax", 0) : sum(invoice, "total_tax_amounts");
    }

    private static long sum(SourceObject invoice, String list) {
        return invoice.list(list).stream()
                .mapToLong(one -> one.number("amount", 0))
                .reduce(0, Math::addExact);
    }

    private static Map<String, Object> line(SourceObject line) {
        var description = line.text("description");
        return SourceObject.row(
                "description", description == null ? "Item" : description,
                "quantity", line.text("quantity"),
                "amount", line.number("amount", 0),
                "period_start", line.epoch("period.start"),
                "period_end", line.epoch("period.end"));
    }

    private static Map<String, Object> payment(SourceObject charge) {
        var status = charge.required("status");
        if (!status.equals("succeeded") && !status.equals("failed")) {
            throw unsupported("status", "must be succeeded or failed; it is " + status);
        }
        return SourceObject.row(
                "external_id", charge.text("id"),
                "invoice_external_id", charge.id("invoice"),
                "status", status.toUpperCase(Locale.ROOT),
                "amount", charge.number("amount", 0),
                "refunded_amount", charge.number("amount_refunded", 0),
                "currency", charge.currency("currency"),
                "method", charge.text("payment_method_details.type"),
                "failure_code", charge.text("failure_code"),
                "occurred_at", charge.epoch("created"));
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
