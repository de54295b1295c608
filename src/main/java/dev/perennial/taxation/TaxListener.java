package dev.perennial.taxation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.account.AccountEvent;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceLineSnapshot;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.TaxAwaited;
import dev.perennial.invoice.creditnote.CreditNoteEvent;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.invoice.domain.LineType;
import dev.perennial.shared.event.DomainEvent;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.tax.TaxProvider.Reversed;
import dev.perennial.tax.domain.TaxSource;

/** Notes whom to ask and what to tell, in the transactions in which it comes about. */
@Component
class TaxListener {
    private final TaxRequestStore requests;
    private final TaxFilingStore filings;
    private final InvoiceService invoices;

    TaxListener(TaxRequestStore requests, TaxFilingStore filings, InvoiceService invoices) {
        this.requests = requests;
        this.filings = filings;
        this.invoices = invoices;
    }

    @EventListener
    void on(TaxAwaited awaited) {
        requests.add(awaited.drafts());
    }

    @EventListener
    void on(DomainEvent event) {
        hear(List.of(event));
    }

    @EventListener
    void on(DomainEvents batch) {
        hear(batch.events());
    }

    private void hear(Collection<? extends DomainEvent> events) {
        for (var event : events) {
            switch (event) {
                case InvoiceEvent invoice -> hear(invoice);
                case CreditNoteEvent note -> {
                    if (note.kind() == CreditNoteEvent.Kind.CREATED
                            && filings.recorded(note.note().invoiceId()).isPresent()) {
                        filings.reverse(note.note().invoiceId(), TaxedLines.of(note.note()));
                    }
                }
                case AccountEvent account -> {
                    if (account.kind() == AccountEvent.Kind.UPDATED) {
                        requests.wake(account.accountId());
                    }
                }
                default -> {
                    // Says nothing of tax.
                }
            }
        }
    }

    private void hear(InvoiceEvent event) {
        switch (event.kind()) {
            case FINALIZED -> giveBackUnusedTime(event.invoice());
            case VOIDED -> {
                var invoice = event.invoice();
                if (event.previous().get("status") == InvoiceStatus.DRAFT) {
                    requests.remove(invoice.id());
                }
                if (isTaxedByProvider(invoice.lines())
                        && filings.recorded(invoice.id()).isPresent()) {
                    filings.reverse(invoice.id(), TaxedLines.of(invoice));
                }
            }
            case CREATED,
                    PAID,
                    PAYMENT_RECORDED,
                    CREDIT_APPLIED,
                    DUE_REDUCED,
                    PAYMENT_FAILED,
                    PAST_DUE,
                    REOPENED,
                    UNCOLLECTIBLE -> {
                // Changes no tax.
            }
        }
    }

    /** Lines that give time back name those that billed it, of whatever invoice. */
    private void giveBackUnusedTime(InvoiceSnapshot invoice) {
        var credits = invoice.lines().stream()
                .filter(line -> line.type() == LineType.PRORATION_CREDIT && line.creditedLineId() != null)
                .toList();
        if (!isTaxedByProvider(credits)) {
            return;
        }
        var owners = invoices.invoicesOfLines(
                credits.stream().map(InvoiceLineSnapshot::creditedLineId).toList());
        var byInvoice = new HashMap<UUID, List<Reversed>>();
        for (var credit : credits) {
            var owner = owners.get(credit.creditedLineId());
            if (owner != null) {
                byInvoice
                        .computeIfAbsent(owner, id -> new ArrayList<>())
                        .add(new Reversed(
                                String.valueOf(credit.creditedLineId()),
                                invoice.currency(),
                                -credit.amount(),
                                -credit.taxAmount()));
            }
        }
        byInvoice.forEach((id, lines) -> {
            if (filings.recorded(id).isPresent()) {
                filings.reverse(id, lines);
            }
        });
    }

    /** Most invoices have nothing to do with a provider, and pay for this look only. */
    private static boolean isTaxedByProvider(List<InvoiceLineSnapshot> lines) {
        return lines.stream()
                .flatMap(line -> line.taxes().stream())
                .anyMatch(tax -> tax.rate().source() == TaxSource.STRIPE_TAX);
    }
}
