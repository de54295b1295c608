package dev.perennial.bench.seller;

import java.time.YearMonth;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** History since October 2024, month by month. */
final class Invoices extends InvoiceRows {
    private static final YearMonth FIRST = YearMonth.of(2024, 10);

    Invoices(Seller seller) {
        super(seller, seller.invoices());
    }

    @Override
    ObjectNode row(int i) {
        int subscription = seller().subscriptionOf(i);
        var month = FIRST.plusMonths(i / seller().subscriptions());
        long fee = Seller.monthlyFee(subscription);
        var invoice = invoice(Seller.invoiceId(i), subscription, month, fee, Seller.isOpen(i));
        addLine(invoice, "seats", Seller.seats(subscription), fee);
        return invoice;
    }

    @Override
    List<Flaw> flaws() {
        return List.of(
                new Flaw("subtotal", 1, "subtotal does_not_add_up, total does_not_add_up"),
                Flaw.of("account_external_id", "nobody", "not_imported"),
                Flaw.of("subscription_external_id", "none", "not_imported"),
                Flaw.of("issued_at", "yesterday", "invalid_value"));
    }
}
