package dev.perennial.bench.seller;

import java.time.YearMonth;

import tools.jackson.databind.node.ObjectNode;

/** Invoices of the old system, each for a month of a subscription. */
abstract class InvoiceRows extends ExportedRows {
    private final Seller seller;

    InvoiceRows(Seller seller, int good) {
        super("INVOICES", good);
        this.seller = seller;
    }

    final Seller seller() {
        return seller;
    }

    /** Lines are still to come. */
    final ObjectNode invoice(String id, int subscription, YearMonth month, long total, boolean open) {
        var from = month + "-01T00:00:00Z";
        return object().put("external_id", id)
                .put("account_external_id", Seller.accountId(seller.accountOf(subscription)))
                .put("subscription_external_id", Seller.subscriptionId(subscription))
                .put("number", "OLD-" + id)
                .put("status", open ? "OPEN" : "PAID")
                .put("currency", "USD")
                .put("subtotal", total)
                .put("total", total)
                .put("amount_paid", open ? 0 : total)
                .put("amount_due", open ? total : 0)
                .put("period_start", from)
                .put("period_end", month.plusMonths(1) + "-01T00:00:00Z")
                .put("issued_at", from);
    }

    static void addLine(ObjectNode invoice, String charge, long quantity, long amount) {
        invoice.withArray("lines")
                .addObject()
                .put("charge_code", charge)
                .put("description", charge)
                .put("quantity", quantity)
                .put("amount", amount);
    }
}
