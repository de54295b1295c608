package dev.perennial.billing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.account.BillingProfile;
import dev.perennial.account.BillingProfiles;
import dev.perennial.invoice.InvoiceIssuing;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSettlement;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.payment.Collector;
import dev.perennial.payment.OfflinePayment;
import dev.perennial.payment.OfflinePayments;
import dev.perennial.payment.PaymentQueue;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.domain.PaymentStatus;

/** What people do with single invoices, where payments are concerned. */
@Service
public class InvoiceActions {
    private final InvoiceService invoices;
    private final InvoiceIssuing issuing;
    private final InvoiceSettlement settlement;
    private final RenewalDrafts renewals;
    private final BillingProfiles accounts;
    private final PaymentService payments;
    private final PaymentQueue queue;
    private final Collector collector;
    private final UsedDiscounts discounts;
    private final OfflinePayments offlinePayments;
    private final TransactionTemplate transaction;

    InvoiceActions(
            InvoiceService invoices,
            InvoiceIssuing issuing,
            InvoiceSettlement settlement,
            RenewalDrafts renewals,
            BillingProfiles accounts,
            PaymentService payments,
            PaymentQueue queue,
            Collector collector,
            UsedDiscounts discounts,
            OfflinePayments offlinePayments,
            TransactionTemplate transaction) {
        this.invoices = invoices;
        this.issuing = issuing;
        this.settlement = settlement;
        this.renewals = renewals;
        this.accounts = accounts;
        this.payments = payments;
        this.queue = queue;
        this.collector = collector;
        this.discounts = discounts;
        this.offlinePayments = offlinePayments;
        this.transaction = transaction;
    }

    /** Writes an invoice by hand; a final one is charged at once if the draft says AUTOMATIC. */
    public InvoiceSnapshot create(UUID id, InvoiceDraft draft, boolean issueNow, Map<String, String> metadata) {
        return thenCollect(() -> {
            boolean isNew = invoices.find(id).isEmpty();
            var invoice = issuing.create(id, draft, issueNow, metadata);
            return isNew && issueNow ? queued(invoice) : new Queued(invoice, List.of());
        });
    }

    /** Fails with {@code invoice_not_found}, {@code invoice_not_draft}. */
    public InvoiceSnapshot finalizeDraft(UUID id) {
        return thenCollect(() -> {
            var renewal = renewals.find(id);
            if (renewal.isPresent()) {
                var payments = renewals.finalizeNow(renewal.get());
                return new Queued(invoices.get(id), payments);
            }
            int netTermsDays = accounts.of(invoices.get(id).accountId()).netTermsDays();
            return queued(issuing.finalizeDraft(id, draft -> draft.dueAfter(netTermsDays)));
        });
    }

    /**
     * Tries to collect now, instead of an attempt that waits for the customer to confirm. Fails with {@code
     * invoice_not_payable}, {@code payment_in_flight}. A decline is no failure: it shows in the invoice's payments.
     */
    public InvoiceSnapshot pay(UUID id) {
        boolean customerWasQuicker = collector
                .withdraw(id)
                .filter(payment -> payment.status() == PaymentStatus.SUCCEEDED)
                .isPresent();
        if (customerWasQuicker) {
            return invoices.get(id);
        }
        return thenCollect(() -> {
            var invoice = invoices.findForUpdate(id);
            InvoiceSettlement.requireCollectible(invoice);
            payments.requireNoneInFlight(id);
            return new Queued(invoice, List.of(queue.enqueueNext(invoice, account(invoice))));
        });
    }

    /**
     * Notes money that came past the gateway, instead of an attempt that waits for the customer to confirm. Fails as
     * {@link OfflinePayments#record}.
     */
    public PaymentSnapshot recordOffline(UUID id, UUID invoiceId, OfflinePayment received) {
        collector.withdraw(invoiceId);
        return offlinePayments.record(id, invoiceId, received);
    }

    /** Fails with {@code invoice_not_voidable}, {@code invoice_partly_paid}, {@code payment_in_flight}. */
    public InvoiceSnapshot voidInvoice(UUID id) {
        collector.withdraw(id);
        return Objects.requireNonNull(transaction.execute(status -> {
            renewals.find(id).ifPresent(renewals::forget);
            invoices.findForUpdate(id);
            payments.requireNoneInFlight(id);
            var voided = settlement.voidInvoice(id);
            discounts.giveBack(voided);
            return voided;
        }));
    }

    /** Fails with {@code invoice_not_open}, {@code payment_in_flight}. */
    public InvoiceSnapshot markUncollectible(UUID id) {
        collector.withdraw(id);
        return Objects.requireNonNull(transaction.execute(status -> {
            invoices.findForUpdate(id);
            payments.requireNoneInFlight(id);
            return settlement.markUncollectible(id);
        }));
    }

    private record Queued(InvoiceSnapshot invoice, List<UUID> payments) {}

    private interface Step {
        Queued take();
    }

    private InvoiceSnapshot thenCollect(Step step) {
        var queued = Objects.requireNonNull(transaction.execute(status -> step.take()));
        collector.collect(queued.payments());
        return invoices.get(queued.invoice().id());
    }

    private Queued queued(InvoiceSnapshot invoice) {
        return new Queued(invoice, queue.enqueueFirst(List.of(invoice), Map.of(invoice.accountId(), account(invoice))));
    }

    private BillingProfile account(InvoiceSnapshot invoice) {
        return accounts.of(invoice.accountId());
    }
}
