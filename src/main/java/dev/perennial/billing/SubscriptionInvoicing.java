package dev.perennial.billing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.PendingLines;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.PaymentService;
import dev.perennial.subscription.BillingSchedule;

/** Turns what a change of one subscription comes to into an invoice, in the transaction of the change. */
@Component
class SubscriptionInvoicing {
    private final InvoiceService invoices;
    private final PendingLines pendingLines;
    private final BillingProfiles accounts;
    private final BillingSchedule schedule;
    private final PaymentQueue queue;
    private final PaymentService payments;

    SubscriptionInvoicing(
            InvoiceService invoices,
            PendingLines pendingLines,
            BillingProfiles accounts,
            BillingSchedule schedule,
            PaymentQueue queue,
            PaymentService payments) {
        this.invoices = invoices;
        this.pendingLines = pendingLines;
        this.accounts = accounts;
        this.schedule = schedule;
        this.queue = queue;
        this.payments = payments;
    }

    /** Issues the invoice unless it would be empty, and returns the payment queued for it, if any. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> issue(InvoiceDraft draft) {
        if (draft.lines().isEmpty()) {
            return List.of();
        }
        var issued = invoices.issue(List.of(draft));
        pendingLines.invoiced(draft.lines());
        var invoice = issued.getFirst();
        var subscriptionId = Objects.requireNonNull(draft.subscriptionId());
        schedule.noteInvoice(subscriptionId, invoice.id());
        if (invoice.total() < 0) {
            spendOnUnpaid(subscriptionId);
        }
        return queue.enqueueFirst(issued, Map.of(draft.accountId(), accounts.of(draft.accountId())));
    }

    /**
     * Time that is given back may not have been paid yet: the credit goes to the unpaid invoices of the subscription
     * first, so that nobody is asked for money that he has just been credited.
     */
    private void spendOnUnpaid(UUID subscriptionId) {
        for (var invoiceId : invoices.unpaidOf(subscriptionId)) {
            // Asked before the invoice is locked: a payment that is being settled holds it and waits for the
            // subscription.
            if (!payments.isInFlight(invoiceId)) {
                invoices.applyCredit(invoiceId);
            }
        }
    }
}
