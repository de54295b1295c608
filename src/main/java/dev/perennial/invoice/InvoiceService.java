package dev.perennial.invoice;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.credit.CreditService;
import dev.perennial.invoice.domain.AssessedInvoice;
import dev.perennial.invoice.domain.InvoiceDraft;
import dev.perennial.invoice.domain.InvoiceKind;
import dev.perennial.invoice.domain.InvoiceStatus;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.event.DomainEvents;
import dev.perennial.shared.id.UuidV7;
import dev.perennial.shared.money.Money;
import dev.perennial.tax.TaxService;

/** Invoices from draft to paid. */
@Service
public class InvoiceService {
    private final InvoiceStore store;
    private final InvoiceNumbering numbering;
    private final CreditService credits;
    private final TaxService taxes;
    private final LocalRates localRates;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Counter finalized;

    InvoiceService(
            InvoiceStore store,
            InvoiceNumbering numbering,
            CreditService credits,
            TaxService taxes,
            LocalRates localRates,
            ApplicationEventPublisher events,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.numbering = numbering;
        this.credits = credits;
        this.taxes = taxes;
        this.localRates = localRates;
        this.events = events;
        this.clock = clock;
        this.finalized = Counter.builder("perennial.invoices.finalized")
                .description("Invoices that got their number")
                .register(meters);
    }

    /** What a list of invoices may be narrowed to; null means any. {@code from} and {@code to} bound the issue date, half-open. */
    public record Filter(
            @Nullable UUID accountId,
            @Nullable UUID subscriptionId,
            @Nullable InvoiceStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /**
     * Numbers and stores any number of final invoices at once, in the order given. What costs nothing is paid at once. Where tax comes
     * from a provider they stay drafts that await it. A second invoice for the same period of a subscription fails the whole
     * call (unique key).
     */
    @Transactional
    public List<InvoiceSnapshot> issue(List<InvoiceDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        if (taxes.asksProvider()) {
            return issueByProvider(drafts);
        }
        return issueNow(drafts);
    }

    /** Those that need to be asked for become drafts, which somebody else finalizes; the rest is final at once. In the order given. */
    private List<InvoiceSnapshot> issueByProvider(List<InvoiceDraft> drafts) {
        var waiting = drafts.stream().filter(InvoiceDraft::hasTaxToBeAsked).toList();
        var kept = awaitTax(waiting).iterator();
        var issued = issueNow(drafts.stream()
                        .filter(draft -> !draft.hasTaxToBeAsked())
                        .toList())
                .iterator();
        return drafts.stream()
                .map(draft -> draft.hasTaxToBeAsked() ? kept.next() : issued.next())
                .toList();
    }

    private List<InvoiceSnapshot> awaitTax(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        var invoices = assess(drafts).stream()
                .map(assessed -> InvoiceAssembly.awaitingTax(UuidV7.next(), assessed, Map.of(), now))
                .toList();
        store.insert(invoices);
        announceDrafts(invoices, now);
        events.publishEvent(new TaxAwaited(invoices));
        return invoices;
    }

    private void announceDrafts(List<InvoiceSnapshot> drafts, Instant now) {
        events.publishEvent(new DomainEvents(drafts.stream()
                .map(draft -> new InvoiceEvent(InvoiceEvent.Kind.CREATED, draft, Map.of(), now))
                .toList()));
    }

    private List<InvoiceSnapshot> issueNow(List<InvoiceDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        var prefix = numbering.prefix();
        // Before the numbers: from then on other chunks wait.
        var assessed = assess(drafts);
        var local = localRates.on(now, assessed);
        long number = store.drawNumbers(drafts.size()) - drafts.size();
        var invoices = new ArrayList<InvoiceSnapshot>(drafts.size());
        var ids = drafts.stream().map(draft -> UuidV7.next()).toList();
        var credit = spendCredit(ids, assessed);
        for (int i = 0; i < drafts.size(); i++) {
            number++;
            long spent = credit.getOrDefault(ids.get(i), 0L);
            invoices.add(InvoiceAssembly.of(
                    ids.get(i),
                    assessed.get(i),
                    numberText(prefix, number),
                    spent,
                    local.of(assessed.get(i)),
                    Map.of(),
                    now));
        }
        store.insert(invoices);
        announceFinal(invoices, now);
        invoices.forEach(this::grantNegative);
        return invoices;
    }

    /** What we owe by an invoice becomes credit of the account. */
    private void grantNegative(InvoiceSnapshot invoice) {
        if (invoice.total() < 0) {
            var amount = new Money(invoice.total(), Currency.getInstance(invoice.currency())).negated();
            credits.grantFor(invoice.id(), invoice.accountId(), amount, "Credit of invoice " + invoice.number());
        }
    }

    /** What {@link #issue} would make of a draft: without a number, and nothing is stored. */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft) {
        return preview(draft, List.of());
    }

    /**
     * The same with what a provider says of its tax.
     *
     * @param provided by line, in their order; null for a line that says itself how it is taxed
     */
    @Transactional(readOnly = true)
    public InvoicePreview preview(InvoiceDraft draft, List<@Nullable ProvidedTax> provided) {
        return previewsOf(List.of(taxed(assess(List.of(draft)).getFirst(), provided)))
                .getFirst();
    }

    /** What {@link #issue} would make of each draft if it were the only one. Nothing is written. */
    @Transactional(readOnly = true)
    public List<InvoicePreview> previews(List<InvoiceDraft> drafts) {
        return drafts.isEmpty() ? List.of() : previewsOf(assess(drafts));
    }

    private List<InvoicePreview> previewsOf(List<AssessedInvoice> assessed) {
        var now = clock.instant();
        var local = localRates.on(now, assessed);
        var needs = assessed.stream()
                .map(one -> new CreditService.Need(
                        UuidV7.next(), one.draft().accountId(), one.draft().currency(), one.total()))
                .toList();
        var credit = credits.wouldSpend(needs);
        var previews = new ArrayList<InvoicePreview>(assessed.size());
        for (int i = 0; i < assessed.size(); i++) {
            var id = needs.get(i).invoiceId();
            var one = assessed.get(i);
            previews.add(InvoicePreview.of(
                    InvoiceAssembly.of(id, one, null, credit.getOrDefault(id, 0L), local.of(one), Map.of(), now)));
        }
        return previews;
    }

    private static AssessedInvoice taxed(AssessedInvoice assessed, List<@Nullable ProvidedTax> provided) {
        var lines = new ArrayList<>(assessed.lines());
        for (int i = 0; i < provided.size(); i++) {
            var tax = provided.get(i);
            if (tax != null) {
                lines.set(i, lines.get(i).taxedAs(tax.taxes(), tax.reason()));
            }
        }
        return assessed.withLines(lines);
    }

    /**
     * Spends credit that the account got after the invoice was final on what is still due of it. The caller makes sure
     * that no payment is under way.
     */
    @Transactional
    public InvoiceSnapshot applyCredit(UUID id) {
        var before = findForUpdate(id);
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
        var into = findForUpdate(intoId);
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
     * Stores an invoice written by hand, as a draft or final; with an id that exists already it returns that invoice
     * unchanged.
     */
    @Transactional
    public InvoiceSnapshot create(UUID id, InvoiceDraft draft, boolean issueNow, Map<String, String> metadata) {
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        if (issueNow && draft.hasTaxToBeAsked() && taxes.asksProvider()) {
            return createAwaitingTax(id, draft, metadata);
        }
        var now = clock.instant();
        var number = issueNow ? numberText(numbering.prefix(), store.drawNumbers(1)) : null;
        var assessed = assess(List.of(draft));
        var credit = issueNow ? spendCredit(List.of(id), assessed).getOrDefault(id, 0L) : 0L;
        var local = issueNow ? localRates.on(now, assessed).of(assessed.getFirst()) : null;
        var invoice = InvoiceAssembly.of(id, assessed.getFirst(), number, credit, local, metadata, now);
        store.insert(List.of(invoice));
        if (issueNow) {
            announceFinal(List.of(invoice), now);
        } else {
            events.publishEvent(new InvoiceEvent(InvoiceEvent.Kind.CREATED, invoice, Map.of(), now));
        }
        return invoice;
    }

    private InvoiceSnapshot createAwaitingTax(UUID id, InvoiceDraft draft, Map<String, String> metadata) {
        var now = clock.instant();
        var invoice = InvoiceAssembly.awaitingTax(id, assess(List.of(draft)).getFirst(), metadata, now);
        store.insert(List.of(invoice));
        announceDrafts(List.of(invoice), now);
        events.publishEvent(new TaxAwaited(List.of(invoice)));
        return invoice;
    }

    /** Stores invoices that are to be finalized later, when all is known that belongs on them. */
    @Transactional
    public List<InvoiceSnapshot> keepDrafts(List<InvoiceDraft> drafts) {
        var now = clock.instant();
        var invoices = assess(drafts).stream()
                .map(assessed -> InvoiceAssembly.of(UuidV7.next(), assessed, null, 0, null, Map.of(), now))
                .toList();
        store.insert(invoices);
        announceDrafts(invoices, now);
        return invoices;
    }

    /**
     * Numbers a draft, with the tax of today, after which it cannot change.
     *
     * @param revision what becomes of it first; lines that stay keep their ids, and discounts are to be given again. Fails with
     *     {@code invoice_not_found}, {@code invoice_not_draft}, {@code invoice_awaiting_tax}. Where tax comes from a provider it
     *     stays a draft that awaits it.
     */
    @Transactional
    public InvoiceSnapshot finalizeDraft(UUID id, UnaryOperator<InvoiceDraft> revision) {
        var before = findForUpdate(id);
        if (before.status() != InvoiceStatus.DRAFT) {
            throw DomainException.conflict(
                    "invoice_not_draft", "Only a draft can be finalized; this is " + before.status() + ".");
        }
        if (before.awaitingTax() != null) {
            throw DomainException.conflict(
                    "invoice_awaiting_tax", "The draft becomes final by itself when the tax provider has answered.");
        }
        var revised = revision.apply(InvoiceAssembly.draftOf(before));
        var assessed = assess(List.of(revised));
        var now = clock.instant();
        if (revised.hasTaxToBeAsked() && taxes.asksProvider()) {
            store.awaitTax(InvoiceAssembly.awaitingTax(id, assessed.getFirst(), before.metadata(), now));
            var waiting = get(id);
            events.publishEvent(new TaxAwaited(List.of(waiting)));
            return waiting;
        }
        return finalizeAs(before, assessed, now);
    }

    /** Notes what keeps the tax of a draft from being known; null for nothing any more. */
    @Transactional
    public void noteTaxProblem(UUID id, @Nullable String problem, @Nullable String detail) {
        var wait = findForUpdate(id).awaitingTax();
        if (wait != null) {
            store.changeTaxWait(id, wait.because(problem, detail), clock.instant());
        }
    }

    /**
     * Numbers a draft that awaited its tax, which is known now.
     *
     * @param provided by line; lines that it does not name keep the tax that they have. Fails with {@code invoice_not_found}, {@code
     *     invoice_not_draft}.
     */
    @Transactional
    public InvoiceSnapshot finalizeTaxed(UUID id, Map<UUID, ProvidedTax> provided) {
        var before = findForUpdate(id);
        if (before.awaitingTax() == null) {
            throw DomainException.conflict("invoice_not_draft", "The invoice does not await its tax.");
        }
        return finalizeAs(before, List.of(InvoiceAssembly.taxed(before, provided)), clock.instant());
    }

    private InvoiceSnapshot finalizeAs(InvoiceSnapshot before, List<AssessedInvoice> assessed, Instant now) {
        var id = before.id();
        var number = numberText(numbering.prefix(), store.drawNumbers(1));
        long credit = spendCredit(List.of(id), assessed).getOrDefault(id, 0L);
        var local = localRates.on(now, assessed).of(assessed.getFirst());
        store.finalizeDraft(InvoiceAssembly.of(id, assessed.getFirst(), number, credit, local, before.metadata(), now));
        var finalized = get(id);
        announceFinal(List.of(finalized), now);
        grantNegative(finalized);
        return finalized;
    }

    /** Fails with {@code invoice_not_found}. */
    @Transactional(readOnly = true)
    public InvoiceSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("invoice", id));
    }

    /** The invoice, held against other changes until the transaction ends. Fails with {@code invoice_not_found}. */
    @Transactional
    public InvoiceSnapshot findForUpdate(UUID id) {
        return store.findForUpdate(id).orElseThrow(() -> DomainException.notFound("invoice", id));
    }

    /** Those of the ids that there are, with their lines, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> findAll(Collection<UUID> ids) {
        return store.findAll(ids);
    }

    /** On which invoices lines are, by their ids. */
    @Transactional(readOnly = true)
    public Map<UUID, UUID> invoicesOfLines(Collection<UUID> lineIds) {
        return store.invoicesOfLines(lineIds);
    }

    /** The newest of each account, up to {@code each}, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> newestOfAccounts(Collection<UUID> accountIds, int each) {
        return store.newestOf("account_id", accountIds, each);
    }

    /** The newest of each subscription, up to {@code each}, in two queries. */
    @Transactional(readOnly = true)
    public List<InvoiceSnapshot> newestOfSubscriptions(Collection<UUID> subscriptionIds, int each) {
        return store.newestOf("subscription_id", subscriptionIds, each);
    }

    @Transactional(readOnly = true)
    public Page<InvoiceSnapshot> list(Filter filter, PageQuery page) {
        return store.list(filter, page);
    }

    @Transactional(readOnly = true)
    public boolean isUnknown(UUID id) {
        return store.find(id).isEmpty();
    }

    /** Whether an invoice of the subscription is unpaid after an attempt to collect it, or after its due day. */
    @Transactional(readOnly = true)
    public boolean hasFailed(UUID subscriptionId) {
        return store.hasFailed(subscriptionId);
    }

    /** Whether the account ever had an invoice. */
    @Transactional(readOnly = true)
    public boolean existsFor(UUID accountId) {
        return store.existsFor(accountId);
    }

    /** Notes money received; an invoice with nothing left to pay is PAID. Fails with {@code payment_exceeds_due}, {@code invoice_not_payable}. */
    @Transactional
    public InvoiceSnapshot recordPayment(UUID id, long amount) {
        var before = findForUpdate(id);
        requireCollectible(before);
        requireDue(before, amount);
        var now = clock.instant();
        boolean settled = amount == before.amountDue();
        store.pay(id, amount, settled ? InvoiceStatus.PAID : before.status(), settled ? now : null, now);
        return announce(settled ? InvoiceEvent.Kind.PAID : InvoiceEvent.Kind.PAYMENT_RECORDED, before, now);
    }

    /** Takes what a credit note says off the amount due; an invoice with nothing left to pay is PAID. */
    @Transactional
    public InvoiceSnapshot reduceDue(UUID id, long amount) {
        var before = findForUpdate(id);
        var now = clock.instant();
        boolean settled = amount == before.amountDue();
        store.reduceDue(id, amount, settled ? InvoiceStatus.PAID : before.status(), settled ? now : null, now);
        return announce(settled ? InvoiceEvent.Kind.PAID : InvoiceEvent.Kind.DUE_REDUCED, before, now);
    }

    /** Notes that an attempt to collect was made and failed. */
    @Transactional
    public InvoiceSnapshot recordFailedPayment(UUID id) {
        var before = findForUpdate(id);
        return announce(InvoiceEvent.Kind.PAYMENT_FAILED, before, clock.instant());
    }

    /** Its due day is over. An invoice that is not OPEN stays what it is. */
    @Transactional
    public void becomePastDue(UUID id) {
        var before = findForUpdate(id);
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

    /** Takes an unpaid invoice back, and gives the credit spent on it back to the account. Fails with {@code invoice_not_voidable}, {@code invoice_partly_paid}, {@code invoice_credited}. */
    @Transactional
    public InvoiceSnapshot voidInvoice(UUID id) {
        var before = findForUpdate(id);
        if (before.amountPaid() > 0) {
            throw DomainException.conflict("invoice_partly_paid", "Part of the invoice is paid; it cannot be voided.");
        }
        if (store.isCredited(id)) {
            throw DomainException.conflict(
                    "invoice_credited", "Part of the invoice was credited by a credit note or a later invoice.");
        }
        var voided = become(before, InvoiceStatus.VOID, InvoiceEvent.Kind.VOIDED, "invoice_not_voidable");
        credits.giveBack(id);
        return voided;
    }

    /** Gives an invoice up. Fails with {@code invoice_not_open}. */
    @Transactional
    public InvoiceSnapshot markUncollectible(UUID id) {
        return become(
                findForUpdate(id), InvoiceStatus.UNCOLLECTIBLE, InvoiceEvent.Kind.UNCOLLECTIBLE, "invoice_not_open");
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

    /** Drafts with their discounts and the tax of today: what comes before credit. */
    private List<AssessedInvoice> assess(List<InvoiceDraft> drafts) {
        var treatments =
                taxes.treatments(drafts.stream().map(InvoiceDraft::accountId).toList());
        return drafts.stream()
                .map(draft ->
                        AssessedInvoice.of(draft.taxed(Objects.requireNonNull(treatments.get(draft.accountId())))))
                .toList();
    }

    private Map<UUID, Long> spendCredit(List<UUID> ids, List<AssessedInvoice> assessed) {
        var needs = new ArrayList<CreditService.Need>(assessed.size());
        for (int i = 0; i < assessed.size(); i++) {
            var draft = assessed.get(i).draft();
            if (draft.kind() == InvoiceKind.PREPAID) {
                continue;
            }
            needs.add(new CreditService.Need(
                    ids.get(i),
                    draft.accountId(),
                    draft.currency(),
                    assessed.get(i).total()));
        }
        return credits.spend(needs);
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
        var after = get(before.id());
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

    private void announceFinal(List<InvoiceSnapshot> invoices, Instant now) {
        finalized.increment(invoices.size());
        var facts = new ArrayList<InvoiceEvent>(invoices.size());
        for (var invoice : invoices) {
            facts.add(new InvoiceEvent(InvoiceEvent.Kind.FINALIZED, invoice, Map.of(), now));
            if (invoice.status() == InvoiceStatus.PAID) {
                facts.add(new InvoiceEvent(InvoiceEvent.Kind.PAID, invoice, Map.of(), now));
            }
        }
        events.publishEvent(new DomainEvents(facts));
    }

    private static String numberText(String prefix, long number) {
        return prefix + "-" + digits(number);
    }

    /** A number of a series as it stands on documents, with at least six digits. */
    public static String digits(long number) {
        var digits = Long.toString(number);
        return "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }
}
