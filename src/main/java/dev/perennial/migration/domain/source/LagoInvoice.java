package dev.perennial.migration.domain.source;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static dev.perennial.migration.domain.source.SourceObject.unsupported;

/** Invoices of Lago with their fees, and what was paid for them. */
final class LagoInvoice {
    private LagoInvoice() {}

    static Map<String, Object> invoice(SourceObject invoice) {
        boolean voided = "voided".equals(invoice.text("status"));
        if (!voided && !"finalized".equals(invoice.text("status"))) {
            throw unsupported("status", "must be finalized or voided; it is " + invoice.text("status"));
        }
        boolean settled = "succeeded".equals(invoice.text("payment_status"));
        long asked = invoice.number("total_amount_cents", 0);
        long paid = invoice.number("total_paid_amount_cents", settled ? asked : 0);
        long due = voided ? 0 : invoice.number("total_due_amount_cents", settled ? 0 : asked);
        long fees = invoice.number("fees_amount_cents", 0);
        // What was billed ahead of the period, when usage passed a threshold, is taken off like a coupon.
        long discounts = Math.addExact(
                invoice.number("coupons_amount_cents", 0),
                invoice.number("progressive_billing_credit_amount_cents", 0));
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
                voided ? "VOID" : settled || due == 0 ? "PAID" : "OPEN",
                "currency",
                invoice.currency("currency"),
                "subtotal",
                fees,
                "discount_total",
                discounts,
                "tax_total",
                taxes,
                "total",
                Math.addExact(Math.subtractExact(fees, discounts), taxes),
                // What prepaid credit and credit notes took off was not paid in money, and is not open.
                "amount_paid",
                paid,
                "amount_due",
                due,
                "lines",
                list.stream().map(LagoInvoice::line).toList(),
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

    static Map<String, Object> payment(SourceObject payment) {
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
}
