package dev.perennial.billing;

import java.util.Objects;
import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.creditnote.NewCreditNote;
import dev.perennial.payment.Collector;
import dev.perennial.payment.InvoiceRefunds;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.RefundEvent;

/** Credit notes, where payments are concerned. */
@Service
public class Crediting {
    private final InvoiceService invoices;
    private final CreditNoteService notes;
    private final PaymentService payments;
    private final InvoiceRefunds refunds;
    private final Collector collector;
    private final TransactionTemplate transaction;

    Crediting(
            InvoiceService invoices,
            CreditNoteService notes,
            PaymentService payments,
            InvoiceRefunds refunds,
            Collector collector,
            TransactionTemplate transaction) {
        this.invoices = invoices;
        this.notes = notes;
        this.payments = payments;
        this.refunds = refunds;
        this.collector = collector;
        this.transaction = transaction;
    }

    /**
     * Issues a credit note and sends its refunds. Fails as {@link CreditNoteService#issue}, and with
     * {@code payment_in_flight}.
     */
    public CreditNoteSnapshot issue(UUID id, UUID invoiceId, NewCreditNote command) {
        collector.withdraw(invoiceId);
        var note = Objects.requireNonNull(transaction.execute(status -> {
            invoices.findForUpdate(invoiceId);
            // A payment under way was asked for what is due now; taking something off that would make it too much.
            payments.requireNoneInFlight(invoiceId);
            return notes.issue(id, invoiceId, command);
        }));
        refunds.send(note.refundIds());
        return note;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(RefundEvent event) {
        switch (event.kind()) {
            case FAILED, CANCELLED ->
                notes.refundFailed(event.refund().id(), event.refund().amount());
            case CREATED, SENT, SUCCEEDED -> {
                // Goes back, or is on its way.
            }
        }
    }
}
