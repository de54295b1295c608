package dev.perennial.invoice.document;

import java.util.UUID;

import org.springframework.stereotype.Service;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.invoice.InvoiceSeller;
import dev.perennial.invoice.InvoiceSeller.Seller;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.NamedParties;
import dev.perennial.invoice.NamedParties.Versions;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.invoice.domain.InvoiceStatus;

/** Seller and customer as a document names them: as they were when it became final, and as they are now on a draft. */
@Service
public class DocumentParties {
    private final NamedParties named;
    private final AccountService accounts;
    private final InvoiceSeller sellers;

    DocumentParties(NamedParties named, AccountService accounts, InvoiceSeller sellers) {
        this.named = named;
        this.accounts = accounts;
        this.sellers = sellers;
    }

    /** Both sides of a document. */
    public record Both(Seller seller, AccountSnapshot customer) {}

    /** As they were named when the invoice became final; a draft names them as they are now. */
    public Both of(InvoiceSnapshot invoice) {
        if (invoice.status() == InvoiceStatus.DRAFT) {
            return new Both(sellers.seller(), accounts.getEvenIfDeleted(invoice.accountId()));
        }
        return both(named.ofInvoice(invoice.id()), invoice.accountId());
    }

    /** As they were named when the credit note was made. */
    public Both of(CreditNoteSnapshot note) {
        return both(named.ofCreditNote(note.id()), note.accountId());
    }

    /**
     * As {@link #of(InvoiceSnapshot)}, but what was not known then is said as it is known now: a seller who adds his
     * VAT id later can still send older invoices electronically. Nothing that the document says is changed.
     */
    public Both complete(InvoiceSnapshot invoice) {
        return complete(of(invoice));
    }

    /** As {@link #complete(InvoiceSnapshot)}. */
    public Both complete(CreditNoteSnapshot note) {
        return complete(of(note));
    }

    private Both complete(Both both) {
        var customer = both.customer();
        var now = accounts.getEvenIfDeleted(customer.id());
        return new Both(both.seller().completedBy(sellers.seller()), customer.addressed(now.address()));
    }

    private Both both(Versions versions, UUID accountId) {
        return new Both(sellers.seller(versions.seller()), accounts.asBilled(accountId, versions.customer()));
    }
}
