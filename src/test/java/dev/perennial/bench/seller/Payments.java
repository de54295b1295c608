package dev.perennial.bench.seller;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** What paid each invoice that is not open, and one attempt in twenty-five that failed before; some of it was given back. */
final class Payments extends ExportedRows {
    private static final int PAID_OF_TWENTY = 19;
    private final Seller seller;
    private final int paid;

    Payments(Seller seller) {
        this(seller, seller.invoices() / 20 * PAID_OF_TWENTY);
    }

    private Payments(Seller seller, int paid) {
        super("PAYMENTS", paid + paid / 25);
        this.seller = seller;
        this.paid = paid;
    }

    @Override
    ObjectNode row(int i) {
        boolean succeeded = i < paid;
        int invoice = paidInvoice(succeeded ? i : (i - paid) * 25);
        long amount = Seller.monthlyFee(seller.subscriptionOf(invoice));
        var payment = object().put("external_id", "p" + i)
                .put("invoice_external_id", Seller.invoiceId(invoice))
                .put("status", succeeded ? "SUCCEEDED" : "FAILED")
                .put("amount", amount)
                .put("currency", "USD")
                .put("method", "card")
                .put("occurred_at", "2026-03-01T00:00:00Z");
        if (!succeeded) {
            payment.put("failure_code", "card_declined");
        } else if (i % 40 == 0) {
            payment.put("refunded_amount", amount / 2);
        }
        return payment;
    }

    /** Of those that are not open; every twentieth is. */
    private static int paidInvoice(int i) {
        return i / PAID_OF_TWENTY * 20 + 1 + i % PAID_OF_TWENTY;
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                Flaw.of("invoice_external_id", "none", "not_imported"),
                Flaw.of("currency", "EUR", "currency_mismatch"),
                Flaw.of("refunded_amount", 1_000_000, "out_of_range"));
    }
}
