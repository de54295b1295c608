package dev.perennial.invoice.domain;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.shared.billing.CollectionMethod;
import dev.perennial.shared.time.Period;

/**
 * An invoice being put together: immutable, pure, and the same for the run, a preview and an invoice by hand.
 *
 * @param period the billing period of a subscription invoice
 */
public record InvoiceDraft(
        UUID accountId,
        @Nullable UUID subscriptionId,
        InvoiceKind kind,
        BillingReason reason,
        String currency,
        CollectionMethod collection,
        int netTermsDays,
        @Nullable Period period,
        List<DraftLine> lines) {

    public InvoiceDraft {
        lines = List.copyOf(lines);
    }

    /** The same on other terms of payment. */
    public InvoiceDraft dueAfter(int days) {
        return new InvoiceDraft(accountId, subscriptionId, kind, reason, currency, collection, days, period, lines);
    }

    /** The same with other lines. */
    public InvoiceDraft withLines(List<DraftLine> others) {
        return new InvoiceDraft(
                accountId, subscriptionId, kind, reason, currency, collection, netTermsDays, period, others);
    }

    /** Minor units; overflow throws {@link ArithmeticException} rather than billing something else. */
    public long subtotal() {
        long sum = 0;
        for (var line : lines) {
            sum = Math.addExact(sum, line.amount());
        }
        return sum;
    }

    public long total() {
        return subtotal();
    }
}
