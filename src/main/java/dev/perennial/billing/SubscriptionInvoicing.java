package dev.perennial.billing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.invoice.InvoiceDrafts;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.PendingLines;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.UnpaidInvoices;
import dev.perennial.subscription.ScheduleSteps;

/** Turns what steps of subscriptions come to into invoices, in the transaction of the steps. */
@Component
class SubscriptionInvoicing {
    private final InvoiceIssuing issuing;
    private final InvoiceDrafts invoiceDrafts;
    private final PendingLines pendingLines;
    private final BillingProfiles accounts;
    private final ScheduleSteps steps;
    private final PaymentQueue queue;
    private final UnpaidInvoices unpaid;
    private final UsedDiscounts discounts;

    SubscriptionInvoicing(
            InvoiceIssuing issuing,
            InvoiceDrafts invoiceDrafts,
            PendingLines pendingLines,
            BillingProfiles accounts,
            ScheduleSteps steps,
            PaymentQueue queue,
            UnpaidInvoices unpaid,
            UsedDiscounts discounts) {
        this.issuing = issuing;
        this.invoiceDrafts = invoiceDrafts;
        this.pendingLines = pendingLines;
        this.accounts = accounts;
        this.steps = steps;
        this.queue = queue;
        this.unpaid = unpaid;
        this.discounts = discounts;
    }

    /** Issues the invoice unless it would be empty, and returns the payment queued for it, if any. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> issue(InvoiceDraft draft) {
        var issued = issueAll(List.of(draft));
        issued.forEach((subscriptionId, invoice) -> steps.noteInvoice(subscriptionId, invoice.id()));
        return issued.isEmpty()
                ? List.of()
                : queue.enqueueFirst(
                        List.copyOf(issued.values()), Map.of(draft.accountId(), accounts.of(draft.accountId())));
    }

    /** Issues the invoices that have lines, at most one for each subscription, and returns them by subscription. */
    @Transactional(propagation = Propagation.MANDATORY)
    Map<UUID, InvoiceSnapshot> issueAll(List<InvoiceDraft> drafts) {
        var withLines =
                drafts.stream().filter(draft -> !draft.lines().isEmpty()).toList();
        var issued = new LinkedHashMap<UUID, InvoiceSnapshot>();
        for (var invoice : issuing.issue(withLines)) {
            issued.put(Objects.requireNonNull(invoice.subscriptionId()), invoice);
        }
        discounts.note(issued.values());
        pendingLines.invoiced(
                withLines.stream().flatMap(draft -> draft.lines().stream()).toList());
        issued.forEach((subscriptionId, invoice) -> {
            if (invoice.total() < 0 && invoice.status() != InvoiceStatus.DRAFT) {
                unpaid.settleByCredit(subscriptionId);
            }
        });
        return issued;
    }

    /** Stores the invoices as drafts, and returns them by subscription. */
    @Transactional(propagation = Propagation.MANDATORY)
    Map<UUID, InvoiceSnapshot> keepDrafts(List<InvoiceDraft> drafts) {
        var kept = new LinkedHashMap<UUID, InvoiceSnapshot>();
        for (var invoice : drafts.isEmpty() ? List.<InvoiceSnapshot>of() : invoiceDrafts.keep(drafts)) {
            kept.put(Objects.requireNonNull(invoice.subscriptionId()), invoice);
        }
        discounts.note(kept.values());
        pendingLines.invoiced(
                drafts.stream().flatMap(draft -> draft.lines().stream()).toList());
        return kept;
    }
}
