package dev.perennial.bench.seller;

import java.time.YearMonth;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/** What the old system bills for April: the figures of here, but for a cent on a line of the first few. */
final class NextInvoices extends InvoiceRows {
    private static final YearMonth NEXT = YearMonth.of(2026, 4);

    NextInvoices(Seller seller) {
        super(seller, seller.subscriptions());
    }

    @Override
    ObjectNode row(int i) {
        long fee = Seller.monthlyFee(i) + (i < Seller.DIFFERING ? 1 : 0);
        int uses = seller().usesOf(i);
        var invoice = invoice("n" + i, i, NEXT, fee + uses, false);
        addLine(invoice, "seats", Seller.seats(i), fee);
        addLine(invoice, "calls", uses, uses);
        return invoice;
    }

    @Override
    List<Flaw> flaws() {
        return List.of();
    }
}
