package dev.perennial.prepaid;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.InvoiceEvent;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteEvent;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.payment.PaymentEvent;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.prepaid.CreditPurchaseStore.Stored;
import dev.perennial.prepaid.domain.Entitlement;
import dev.perennial.prepaid.domain.PurchaseStatus;
import dev.perennial.shared.money.Money;

/**
 * Lets the credit of a purchase follow its money. What the account is entitled to is worked out anew from payments,
 * refunds, disputes and credit notes whenever one of them changes, so that hearing of the same change twice does no
 * harm.
 */
@Component
class PurchasedCredit {
    /** More payments or notes than one invoice can have. */
    private static final PageQuery ALL = new PageQuery(100, null);

    private final CreditPurchaseStore store;
    private final InvoiceService invoices;
    private final PaymentService payments;
    private final CreditNoteService notes;
    private final CreditService credits;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PurchasedCredit(
            CreditPurchaseStore store,
            InvoiceService invoices,
            PaymentService payments,
            CreditNoteService notes,
            CreditService credits,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.invoices = invoices;
        this.payments = payments;
        this.notes = notes;
        this.credits = credits;
        this.events = events;
        this.clock = clock;
    }

    @EventListener
    void on(InvoiceEvent event) {
        switch (event.kind()) {
            case PAID, VOIDED -> {
                if (event.invoice().kind() == InvoiceKind.PREPAID) {
                    settle(event.invoice().id());
                }
            }
            case CREATED,
                    FINALIZED,
                    PAYMENT_RECORDED,
                    CREDIT_APPLIED,
                    DUE_REDUCED,
                    PAYMENT_FAILED,
                    PAST_DUE,
                    REOPENED,
                    UNCOLLECTIBLE -> {
                // Not paid yet, or not taken back.
            }
        }
    }

    @EventListener
    void on(PaymentEvent event) {
        switch (event.kind()) {
            case REFUNDED, REFUND_FAILED, DISPUTED -> settle(event.payment().invoiceId());
            case CREATED, SUCCEEDED, FAILED, CANCELLED, REQUIRES_ACTION, PROCESSING, UNKNOWN, REQUEUED -> {
                // The invoice tells when it is paid.
            }
        }
    }

    @EventListener
    void on(CreditNoteEvent event) {
        settle(event.note().invoiceId());
    }

    private void settle(UUID invoiceId) {
        store.ofInvoiceForUpdate(invoiceId).ifPresent(stored -> settle(stored, invoices.get(invoiceId)));
    }

    private void settle(Stored stored, InvoiceSnapshot invoice) {
        var purchase = stored.purchase();
        long entitled = Entitlement.of(purchase.credit(), kept(invoice), invoice.total());
        switch (purchase.status()) {
            case PENDING -> {
                boolean isOver = invoice.status() == InvoiceStatus.PAID || invoice.status() == InvoiceStatus.VOID;
                if (isOver && entitled > 0) {
                    grant(stored, entitled);
                } else if (isOver) {
                    become(purchase, PurchaseStatus.CANCELLED, CreditPurchaseEvent.Kind.CANCELLED);
                }
            }
            case GRANTED -> credits.entitle(stored.grantId(), entitled);
            case CANCELLED -> {
                // Nothing was granted.
            }
        }
    }

    private void grant(Stored stored, long entitled) {
        var purchase = stored.purchase();
        credits.grantBought(
                stored.grantId(),
                purchase.accountId(),
                new Money(entitled, Currency.getInstance(purchase.currency())),
                purchase.description(),
                expiry(purchase.validDays()));
        become(purchase, PurchaseStatus.GRANTED, CreditPurchaseEvent.Kind.GRANTED);
    }

    private @Nullable Instant expiry(@Nullable Integer validDays) {
        return validDays == null ? null : clock.instant().plus(Duration.ofDays(validDays));
    }

    private void become(CreditPurchaseSnapshot before, PurchaseStatus next, CreditPurchaseEvent.Kind kind) {
        var now = clock.instant();
        store.become(before.id(), next, now);
        var after = store.find(before.id()).orElseThrow();
        events.publishEvent(new CreditPurchaseEvent(kind, after, Map.of("status", before.status()), now));
    }

    /** Minor units that were paid for the invoice and did not go back, by refund, dispute or credit note. */
    private long kept(InvoiceSnapshot invoice) {
        long paid = 0;
        var succeeded = new PaymentService.Filter(null, invoice.id(), PaymentStatus.SUCCEEDED);
        for (var payment : payments.list(succeeded, ALL).data()) {
            paid += payment.amount() - payment.refundedAmount() - payment.disputedAmount();
        }
        long credited = 0;
        for (var note : notes.list(invoice.id(), null, ALL).data()) {
            credited += note.total() - note.dueReduced() - note.amountRefunded();
        }
        // A payment that the invoice did not need went back whole, and never counted.
        return Math.min(paid, invoice.amountPaid()) - credited;
    }
}
