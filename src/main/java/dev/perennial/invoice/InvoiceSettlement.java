package dev.perennial.invoice;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Money;

/** What becomes of a final invoice: paid, credited, voided or given up. */
@Service
public class InvoiceSettlement {
    private final InvoiceStore store;
    private final InvoiceService invoices;
    private final CreditService credits;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    InvoiceSettlement(
            InvoiceStore store,
            InvoiceService invoices,
            CreditService credits,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.invoices = invoices;
        this.credits = credits;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Notes money received; an invoice with nothing left to pay is PAID. Fails with {@code payment_exceeds_due}, {@code
     * invoice_not_payable}.
     *
     * @param before as the caller read it when he took hold of it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public InvoiceSnapshot recordPayment(InvoiceSnapshot before, long amount) {
        return pay(before, amount, 0);
    }

    /**
     * As {@link #recordPayment}, of what an attempt to collect brought.
     *
     * @param counts whether the attempt is still to be counted
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public InvoiceSnapshot recordCharge(InvoiceSnapshot before, long amount, boolean counts) {
        return pay(before, amount, counts ? 1 : 0);
    }

    private InvoiceSnapshot pay(InvoiceSnapshot before, long amount, int attempts) {
        requireCollectible(before);
        requireDue(before, amount);
        var now = clock.instant();
        boolean settled = amount == before.amountDue();
        store.pay(
                before.id(),
                amount,
                attempts,
                settled ? InvoiceStatus.PAID : before.status(),
                settled ? now : null,
                now);
        return announce(settled ? InvoiceEvent.Kind.PAID : InvoiceEvent.Kind.PAYMENT_RECORDED, before, now);
    }

    /** Takes what a credit note says off the amount due; an invoice with nothing left to pay is PAID. */
    @Transactional
    public InvoiceSnapshot reduceDue(UUID id, long amount) {
        var before = invoices.findForUpdate(id);
        var now = clock.instant();
        boolean settled = amount == before.amountDue();
        store.reduceDue(id, amount, settled ? InvoiceStatus.PAID : before.status(), settled ? now : null, now);
        return announce(settled ? InvoiceEvent.Kind.PAID : InvoiceEvent.Kind.DUE_REDUCED, before, now);
    }

    /** Notes that an attempt to collect was made and failed. */
    @Transactional
    public InvoiceSnapshot recordFailedPayment(UUID id) {
        var before = invoices.findForUpdate(id);
        return announce(InvoiceEvent.Kind.PAYMENT_FAILED, before, clock.instant());
    }

    /** Its due day is over. An invoice that is not OPEN stays what it is. */
    @Transactional
    public void becomePastDue(UUID id) {
        var before = invoices.findForUpdate(id);
        if (before.status() == InvoiceStatus.OPEN) {
            become(before, InvoiceStatus.PAST_DUE, InvoiceEvent.Kind.PAST_DUE, "invoice_not_open");
        }
    }

    /** Notes when the next attempt to collect is made by itself; null if none is. */
    @Transactional
    public void planAttempt(UUID id, @Nullable Instant at) {
        store.planAttempt(id, at, clock.instant());
    }

    /** Counts an attempt to collect. */
    @Transactional
    public void countAttempt(UUID id) {
        store.countAttempt(id, clock.instant());
    }

    /**
     * Spends credit that the account got after the invoice was final on what is still due of it. The caller makes sure
     * that no payment is under way.
     */
    @Transactional
    public InvoiceSnapshot applyCredit(UUID id) {
        var before = invoices.findForUpdate(id);
        requireCollectible(before);
        if (before.kind() == InvoiceKind.PREPAID) {
            return before;
        }
        var need = new CreditService.Need(id, before.accountId(), before.currency(), before.amountDue());
        long credit = credits.spend(List.of(need)).getOrDefault(id, 0L);
        if (credit == 0) {
            return before;
        }
        var now = clock.instant();
        boolean settled = credit == before.amountDue();
        store.applyCredit(id, credit, settled ? InvoiceStatus.PAID : before.status(), settled ? now : null, now);
        return announce(settled ? InvoiceEvent.Kind.PAID : InvoiceEvent.Kind.CREDIT_APPLIED, before, now);
    }

    /**
     * As {@link #applyCredit}, if the account can spend what another invoice of the same subscription gave it, for time
     * that was given back. An invoice that asks for nothing more stays as it is.
     */
    @Transactional
    public void applyCreditOfSubscription(UUID id) {
        var invoice = invoices.findForUpdate(id);
        var subscriptionId = invoice.subscriptionId();
        if (subscriptionId != null && invoice.status().isCollectible()) {
            boolean isCredited = invoices.findAll(credits.invoicesBehind(invoice.accountId())).stream()
                    .anyMatch(other -> subscriptionId.equals(other.subscriptionId()));
            if (isCredited) {
                applyCredit(id);
            }
        }
    }

    /**
     * Unpaid invoices, to be charged automatically, of which less is due than can be charged: by account, oldest first, held until
     * the transaction ends. Those that somebody else holds are passed over.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, List<SmallDebt>> smallDebts(Collection<UUID> accountIds, String currency, long minimum) {
        return store.smallDebts(accountIds, currency, minimum).stream()
                .collect(Collectors.groupingBy(SmallDebt::accountId));
    }

    /** What is due of an invoice, less than can be charged; minor units. */
    public record SmallDebt(UUID accountId, UUID invoiceId, long amountDue) {}

    /**
     * Lets an invoice collect what earlier ones of its account left because it was too little to be charged. It grants the
     * account as credit what it takes over, and that credit pays them.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public InvoiceSnapshot carryOver(UUID intoId, List<SmallDebt> debts) {
        var into = invoices.findForUpdate(intoId);
        var now = clock.instant();
        long sum = debts.stream().mapToLong(SmallDebt::amountDue).sum();
        store.carryIn(intoId, sum, now);
        credits.grantFor(
                intoId,
                into.accountId(),
                new Money(sum, Currency.getInstance(into.currency())),
                "Carried over to invoice " + into.number());
        debts.forEach(debt -> applyCredit(debt.invoiceId()));
        return announce(InvoiceEvent.Kind.CREDIT_APPLIED, into, now);
    }

    /**
     * Unpaid invoices of a subscription, oldest first, held until the transaction ends. Those that somebody else is about to
     * settle are passed over rather than waited for: he may be waiting for us.
     */
    @Transactional
    public List<UUID> lockUnpaidOf(UUID subscriptionId) {
        return store.lockUnpaidOf(subscriptionId);
    }

    /**
     * Takes an unpaid invoice back, and gives the credit spent on it back to the account. What it had taken over from
     * other invoices is due there again. Fails with {@code invoice_not_voidable}, {@code invoice_partly_paid}, {@code
     * invoice_credited}.
     */
    @Transactional
    public InvoiceSnapshot voidInvoice(UUID id) {
        var before = invoices.findForUpdate(id);
        if (before.amountPaid() > 0) {
            throw DomainException.conflict("invoice_partly_paid", "Part of the invoice is paid; it cannot be voided.");
        }
        if (store.isCredited(id)) {
            throw DomainException.conflict(
                    "invoice_credited", "Part of the invoice was credited by a credit note or a later invoice.");
        }
        // As everywhere, invoices are held before subscriptions and credit are.
        credits.paidByCreditOf(id).forEach(invoices::findForUpdate);
        var voided = become(before, InvoiceStatus.VOID, InvoiceEvent.Kind.VOIDED, "invoice_not_voidable");
        credits.giveBack(id);
        credits.takeBack(id).forEach(this::reopen);
        return voided;
    }

    private void reopen(UUID id, long missing) {
        var before = invoices.findForUpdate(id);
        var now = clock.instant();
        var status = before.status() == InvoiceStatus.PAID ? InvoiceStatus.OPEN : before.status();
        store.takeCreditBack(id, missing, status, now);
        announce(InvoiceEvent.Kind.REOPENED, before, now);
    }

    /** Gives an invoice up. Fails with {@code invoice_not_open}. */
    @Transactional
    public InvoiceSnapshot markUncollectible(UUID id) {
        return become(
                invoices.findForUpdate(id),
                InvoiceStatus.UNCOLLECTIBLE,
                InvoiceEvent.Kind.UNCOLLECTIBLE,
                "invoice_not_open");
    }

    /** Fails with {@code invoice_not_payable} unless money may still be collected. */
    public static void requireCollectible(InvoiceSnapshot invoice) {
        if (!invoice.status().isCollectible()) {
            throw DomainException.conflict(
                    "invoice_not_payable", "An invoice that is " + invoice.status() + " cannot be paid.");
        }
    }

    /** Fails with {@code payment_exceeds_due} unless so much is still to be paid. */
    public static void requireDue(InvoiceSnapshot invoice, long amount) {
        if (amount > invoice.amountDue()) {
            throw DomainException.conflict(
                    "payment_exceeds_due",
                    "Only " + invoice.amountDue() + " of the invoice is still due, not " + amount + ".");
        }
    }

    private InvoiceSnapshot become(
            InvoiceSnapshot before, InvoiceStatus next, InvoiceEvent.Kind kind, String errorCode) {
        if (!before.status().canBecome(next)) {
            throw DomainException.conflict(
                    errorCode, "An invoice that is " + before.status() + " cannot become " + next + ".");
        }
        var now = clock.instant();
        store.changeStatus(before.id(), next, now);
        return announce(kind, before, now);
    }

    private InvoiceSnapshot announce(InvoiceEvent.Kind kind, InvoiceSnapshot before, Instant now) {
        var after = invoices.again(before);
        var previous = new LinkedHashMap<String, Object>();
        if (before.status() != after.status()) {
            previous.put("status", before.status());
        }
        if (before.amountPaid() != after.amountPaid()) {
            previous.put("amount_paid", before.amountPaid());
        }
        if (before.creditApplied() != after.creditApplied()) {
            previous.put("credit_applied", before.creditApplied());
        }
        if (before.amountCredited() != after.amountCredited()) {
            previous.put("amount_credited", before.amountCredited());
        }
        if (before.amountDue() != after.amountDue()) {
            previous.put("amount_due", before.amountDue());
        }
        events.publishEvent(new InvoiceEvent(kind, after, previous, now));
        return after;
    }
}
