package dev.perennial.migration.domain.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/** Invoices of Stripe, and what was paid for them. */
final class StripeInvoice {
    private StripeInvoice() {}

    static Map<String, Object> invoice(SourceObject invoice) {
        if (invoice.flag("lines.has_more")) {
            throw unsupported("lines", "must hold all of them: those of an invoice with many are a list of their own");
        }
        var lines = invoice.list("lines.data");
        var period = periodOf(lines);
        var finalized = invoice.epoch("status_transitions.finalized_at");
        return SourceObject.row(
                "external_id", invoice.text("id"),
                "account_external_id", invoice.id("customer"),
                "subscription_external_id", subscriptionOf(invoice),
                "number", invoice.text("number"),
                "status", invoiceStatus(invoice),
                "currency", invoice.currency("currency"),
                // Discounts of single items are taken off their subtotal already, and stand among all discounts once
                // more.
                "subtotal",
                        lines.stream()
                                .mapToLong(line -> line.number("amount", 0))
                                .reduce(0, Math::addExact),
                "discount_total", sum(invoice.list("total_discount_amounts")),
                "tax_total", tax(invoice),
                "total", invoice.number("total", 0),
                "amount_paid", invoice.number("amount_paid", 0),
                "amount_due", invoice.number("amount_remaining", 0),
                "lines", lines.stream().map(StripeInvoice::line).toList(),
                "period_start", period == null ? null : period.epoch("period.start"),
                "period_end", period == null ? null : period.epoch("period.end"),
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

    /** An invoice's own period is the one before: what it bills in advance is on its lines, those of a change aside. */
    private static @Nullable SourceObject periodOf(List<SourceObject> lines) {
        return lines.stream()
                .filter(line -> !isProration(line))
                .findFirst()
                .orElse(lines.isEmpty() ? null : lines.getFirst());
    }

    private static boolean isProration(SourceObject line) {
        return line.flag("proration")
                || line.flag("parent.subscription_item_details.proration")
                || line.flag("parent.invoice_item_details.proration");
    }

    /** What comes on top; tax that prices hold is in the amounts of the lines. */
    private static long tax(SourceObject invoice) {
        if (invoice.has("total_taxes")) {
            return sum(invoice.list("total_taxes").stream()
                    .filter(tax -> !"inclusive".equals(tax.text("tax_behavior")))
                    .toList());
        }
        if (invoice.has("total_tax_amounts")) {
            return sum(invoice.list("total_tax_amounts").stream()
                    .filter(tax -> !tax.flag("inclusive"))
                    .toList());
        }
        return invoice.number("tax", 0);
    }

    private static long sum(List<SourceObject> parts) {
        return parts.stream().mapToLong(one -> one.number("amount", 0)).reduce(0, Math::addExact);
    }

    private static Map<String, Object> line(SourceObject line) {
        var description = line.text("description");
        return SourceObject.row(
                "description", description == null ? "Item" : description,
                "quantity", line.firstText("quantity_decimal", "quantity"),
                "amount", line.number("amount", 0),
                "period_start", line.epoch("period.start"),
                "period_end", line.epoch("period.end"));
    }

    /** A charge names its invoice until the API of March 2025; since then an invoice payment names both. */
    static Map<String, Object> payment(SourceObject payment) {
        if ("invoice_payment".equals(payment.text("object"))) {
            return invoicePayment(payment);
        }
        if (!payment.has("invoice")) {
            throw unsupported(
                    "invoice", "must be given: since the API of March 2025 send the objects of /v1/invoice_payments");
        }
        var status = payment.required("status");
        if (!status.equals("succeeded") && !status.equals("failed")) {
            throw unsupported("status", "must be succeeded or failed; it is " + status);
        }
        return SourceObject.row(
                "external_id", payment.text("id"),
                "invoice_external_id", payment.id("invoice"),
                "status", status.toUpperCase(Locale.ROOT),
                "amount", payment.number("amount", 0),
                "refunded_amount", payment.number("amount_refunded", 0),
                "currency", payment.currency("currency"),
                "method", payment.text("payment_method_details.type"),
                "failure_code", payment.text("failure_code"),
                "occurred_at", payment.epoch("created"));
    }

    /** What was given back of it, and how it was paid, is known where its charge is expanded. */
    private static Map<String, Object> invoicePayment(SourceObject payment) {
        if (!"paid".equals(payment.text("status"))) {
            throw unsupported("status", "must be paid: nothing came of it; it is " + payment.text("status"));
        }
        var charge = payment.has("payment.payment_intent.latest_charge")
                ? "payment.payment_intent.latest_charge"
                : "payment.charge";
        long amount = payment.number("amount_paid", 0);
        return SourceObject.row(
                "external_id", payment.text("id"),
                "invoice_external_id", payment.id("invoice"),
                "status", "SUCCEEDED",
                "amount", amount,
                // A charge may have paid several invoices.
                "refunded_amount", Math.min(amount, payment.number(charge + ".amount_refunded", 0)),
                "currency", payment.currency("currency"),
                "method", payment.text(charge + ".payment_method_details.type"),
                "occurred_at", payment.epoch("status_transitions.paid_at"));
    }
}
